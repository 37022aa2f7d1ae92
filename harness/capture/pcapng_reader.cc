#include "harness/base/error.hh"
#include "harness/base/fd.hh"
#include "harness/capture/pcapng.hh"
#include "harness/capture/pcapng_stream.hh"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hopproof::capture {
namespace {

constexpr size_t max_file = size_t{64} << 20;
constexpr size_t max_frames = 1'000'000;

std::vector<uint8_t> read_bytes(const std::string& path) {
  const Fd fd(check("open " + path, ::open(path.c_str(), O_RDONLY | O_CLOEXEC)));
  struct stat info {};
  check("stat " + path, ::fstat(fd.get(), &info));
  if (size_t(info.st_size) > max_file) throw HostError(path + ": larger than 64 MiB");
  std::vector<uint8_t> bytes(size_t(info.st_size));
  size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::read(fd.get(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (check_long("read " + path, got) == 0) break;
    have += size_t(got);
  }
  bytes.resize(have);
  return bytes;
}

ByteSource bytes_of(std::span<const uint8_t> bytes) {
  return [bytes](std::span<uint8_t> space) mutable {
    const size_t size = std::min(space.size(), bytes.size());
    std::copy_n(bytes.begin(), size, space.begin());
    bytes = bytes.subspan(size);
    return size;
  };
}

}  // namespace

PcapngFile parse_pcapng(std::span<const uint8_t> bytes, const std::string& path) {
  PcapngFile file;
  PcapngStream stream(bytes_of(bytes), path);
  while (const trace::Frame* frame = stream.next()) {
    if (file.frames.size() >= max_frames) stream.fail("too many frames");
    file.frames.push_back(*frame);
  }
  for (const PcapngInterface& interface : stream.interfaces()) {
    if (interface.link_type != pcapng::link_ethernet)
      throw HostError(fmt::format("{}: link type {} of {} is not Ethernet", path,
                                  interface.link_type, interface.name));
    file.interfaces.push_back(interface.name);
  }
  return file;
}

PcapngFile read_pcapng(const std::string& path) { return parse_pcapng(read_bytes(path), path); }

}  // namespace hopproof::capture

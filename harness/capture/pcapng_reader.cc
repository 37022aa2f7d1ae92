#include "harness/base/error.hh"
#include "harness/base/fd.hh"
#include "harness/capture/pcapng.hh"

#include <cerrno>
#include <limits>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hopproof::capture {
namespace {

using namespace pcapng;

constexpr size_t max_file = size_t{64} << 20;
constexpr size_t max_frames = 1'000'000;
constexpr size_t max_interfaces = 4096;
constexpr uint8_t microseconds = 6;

struct Resolution {
  uint8_t value = microseconds;  ///< if_tsresol: 10^-n, or 2^-n with the highest bit set

  /// Ticks a second; nullopt for finer ones than anybody writes.
  std::optional<uint64_t> per_second() const {
    const bool binary = (value & 0x80) != 0;
    const int exponent = value & 0x7f;
    if (exponent > (binary ? 32 : 9)) return std::nullopt;
    uint64_t ticks = 1;
    for (int i = 0; i < exponent; ++i) ticks *= binary ? 2 : 10;
    return ticks;
  }

  /// Nanoseconds since the epoch; nullopt when they do not fit.
  std::optional<int64_t> nanoseconds(uint64_t ticks) const {
    constexpr uint64_t billion = 1'000'000'000;
    constexpr uint64_t max_seconds = uint64_t(std::numeric_limits<int64_t>::max()) / billion - 1;
    const auto rate = per_second();
    if (!rate || ticks / *rate > max_seconds) return std::nullopt;
    return int64_t(ticks / *rate * billion + ticks % *rate * billion / *rate);
  }
};

class Reader {
 public:
  Reader(std::span<const uint8_t> bytes, const std::string& path) : bytes_(bytes), path_(path) {}

  PcapngFile read() {
    if (bytes_.size() < 28 || u32(0) != section_header_block) fail("no section header");
    while (at_ < bytes_.size()) read_block();
    return std::move(file_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw HostError(fmt::format("{}: block at byte {}: {}", path_, at_, what));
  }

  void read_block() {
    if (bytes_.size() - at_ < 12) fail("the file ends within it");
    if (u32(0) == section_header_block) read_byte_order();
    length_ = u32(4);
    if (length_ < 12 || length_ % 4 != 0) fail(fmt::format("its length is {}", length_));
    if (length_ > bytes_.size() - at_) fail("the file ends within it");
    if (u32(length_ - 4) != length_) fail("its two lengths differ");
    switch (u32(0)) {
      case section_header_block:
        start_section();
        break;
      case interface_block:
        read_interface();
        break;
      case enhanced_packet_block:
        read_packet();
        break;
      case simple_packet_block:
        fail("simple packet blocks have no timestamp");
      default:
        break;
    }
    at_ += length_;
  }

  void read_byte_order() {
    big_endian_ = false;
    if (u32(8) == byte_order_magic) return;
    big_endian_ = true;
    if (u32(8) != byte_order_magic) fail("no byte-order magic");
  }

  /// Interfaces are numbered anew in each section.
  void start_section() {
    if (length_ < 28 || u16(12) != 1) fail("not version 1");
    first_interface_ = file_.interfaces.size();
    resolutions_.clear();
  }

  void read_interface() {
    if (length_ < 20) fail("too short for an interface");
    if (u16(8) != link_ethernet) fail(fmt::format("link type {} is not Ethernet", u16(8)));
    if (file_.interfaces.size() >= max_interfaces) fail("too many interfaces");
    std::string name;
    Resolution resolution;
    for (size_t option = 16; option + 4 <= length_ - 4;) {
      const uint16_t code = u16(option);
      const size_t size = u16(option + 2);
      if (code == end_of_options) break;
      if (size > length_ - 4 - (option + 4)) fail("an option extends past its end");
      if (code == name_option) name = text(option + 4, size);
      if (code == time_resolution_option && size == 1) resolution.value = bytes_[at_ + option + 4];
      option += 4 + (size + 3) / 4 * 4;
    }
    file_.interfaces.push_back(std::move(name));
    resolutions_.push_back(resolution);
  }

  void read_packet() {
    constexpr size_t header_length = 28;
    if (length_ < header_length + 4) fail("too short for a packet");
    const uint32_t interface = u32(8), captured = u32(20);
    if (interface >= resolutions_.size()) fail(fmt::format("interface {} is unknown", interface));
    if (captured > length_ - header_length - 4) fail("the packet extends past its end");
    if (file_.frames.size() >= max_frames) fail("too many frames");
    const auto time = resolutions_[interface].nanoseconds(uint64_t{u32(12)} << 32 | u32(16));
    if (!time) fail("its timestamp is out of range");
    const auto bytes = bytes_.subspan(at_ + header_length, captured);
    file_.frames.push_back({.tap = int(first_interface_ + interface),
                            .time_ns = *time,
                            .wire_length = u32(24),
                            .bytes = {bytes.begin(), bytes.end()},
                            .number = int(file_.frames.size()) + 1});
  }

  uint8_t byte(size_t offset) const { return bytes_[at_ + offset]; }
  uint16_t u16(size_t offset) const {
    const uint8_t a = byte(offset), b = byte(offset + 1);
    return big_endian_ ? uint16_t(a << 8 | b) : uint16_t(b << 8 | a);
  }
  uint32_t u32(size_t offset) const {
    const uint32_t a = u16(offset), b = u16(offset + 2);
    return big_endian_ ? a << 16 | b : b << 16 | a;
  }
  std::string text(size_t offset, size_t size) const {
    return {reinterpret_cast<const char*>(bytes_.data()) + at_ + offset, size};
  }

  std::span<const uint8_t> bytes_;
  const std::string& path_;
  size_t at_ = 0;      ///< of the block being read
  size_t length_ = 0;  ///< of the block being read
  bool big_endian_ = false;
  size_t first_interface_ = 0;
  std::vector<Resolution> resolutions_;
  PcapngFile file_;
};

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

}  // namespace

PcapngFile parse_pcapng(std::span<const uint8_t> bytes, const std::string& path) {
  return Reader(bytes, path).read();
}

PcapngFile read_pcapng(const std::string& path) { return parse_pcapng(read_bytes(path), path); }

}  // namespace hopproof::capture

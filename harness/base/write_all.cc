#include "harness/base/write_all.hh"

#include "harness/base/error.hh"

#include <cerrno>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace hopproof {

void write_all(int fd, std::string_view text, std::string_view what) {
  while (!text.empty()) {
    const ssize_t size = ::write(fd, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw_errno("write " + std::string(what));
    text.remove_prefix(size_t(size));
  }
}

void write_all(int fd, std::span<const uint8_t> bytes, std::string_view what) {
  write_all(fd, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()), what);
}

Fd memory_file(std::string_view text) {
  Fd file(check("create a file in memory", ::memfd_create("input", MFD_CLOEXEC)));
  write_all(file.get(), text, "a file in memory");
  check_long("rewind a file in memory", ::lseek(file.get(), 0, SEEK_SET));
  return file;
}

}  // namespace hopproof

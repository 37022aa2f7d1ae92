#include "harness/base/standard_streams.hh"

#include "harness/base/error.hh"

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace hopproof {

void open_standard_descriptors() {
  for (const int fd : {0, 1, 2}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    const int mode = fd == 1 ? O_RDONLY : O_RDWR;
    if (::open("/dev/null", mode) != fd) throw_errno("open /dev/null");  // the lowest number free
  }
}

void leave_standard_streams() {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {0, 1, 2}) ::dup2(null, fd);
  if (null > 2) ::close(null);
}

void flush(std::FILE* file, std::string_view what) {
  errno = 0;
  if (std::fflush(file) == 0 && std::ferror(file) == 0) return;
  if (errno == EPIPE) throw ReaderGone();
  throw SystemError("write " + std::string(what), errno == 0 ? EIO : errno);
}

void print_all(std::FILE* file, std::string_view text, std::string_view what) {
  std::fwrite(text.data(), 1, text.size(), file);
  flush(file, what);
}

}  // namespace hopproof

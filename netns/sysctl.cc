#include "netns/sysctl.hh"

#include "harness/base/fd.hh"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace hopproof::netns {

int read_sysctl(const std::string& path, std::string& value) {
  const Fd file(::open(("/proc/sys/" + path).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return errno;
  char buffer[512];
  const ssize_t size = ::read(file.get(), buffer, sizeof buffer);
  if (size < 0) return errno;
  value = trimmed({buffer, size_t(size)}, "\n ");
  return 0;
}

int write_sysctl(const std::string& path, std::string_view value) {
  const Fd file(::open(("/proc/sys/" + path).c_str(), O_WRONLY | O_CLOEXEC));
  if (!file) return errno;
  return ::write(file.get(), value.data(), value.size()) < 0 ? errno : 0;
}

}  // namespace hopproof::netns

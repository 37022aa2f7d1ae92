#include "netns/sysctl.hh"

#include "harness/base/fd.hh"
#include "harness/base/text.hh"

#include <algorithm>
#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace hopproof {
namespace {

bool climbs(std::string_view part) { return part.empty() || part == "." || part == ".."; }

}  // namespace

std::optional<std::string> sysctl_path(std::string_view name) {
  std::string path(name);
  const size_t first = name.find_first_of("./");
  if (first != std::string_view::npos && name[first] == '.') {
    for (char& c : path) {
      if (c == '.')
        c = '/';
      else if (c == '/')
        c = '.';
    }
  }
  const auto parts = split_at(path, '/');
  const bool clean = path.find('\0') == std::string::npos && std::ranges::none_of(parts, climbs);
  if (parts.size() < 2 || parts[0] != "net" || !clean) return std::nullopt;
  return path;
}

std::string sysctl_interface(std::string_view path) {
  const auto parts = split_at(path, '/');
  const bool per_interface = parts.size() == 5 && (parts[2] == "conf" || parts[2] == "neigh");
  if (!per_interface || parts[3] == "all" || parts[3] == "default") return "";
  return std::string(parts[3]);
}

bool sysctl_resets_others(std::string_view path) {
  return path == "net/ipv4/ip_forward" || path.ends_with("/forwarding");
}

bool same_sysctl_value(std::string_view a, std::string_view b) {
  return words_of(a) == words_of(b);
}

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

}  // namespace hopproof

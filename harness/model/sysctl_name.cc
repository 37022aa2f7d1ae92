#include "harness/model/sysctl_name.hh"

#include <algorithm>
#include <vector>

namespace hopproof::model {
namespace {

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  for (;;) {
    const size_t end = text.find_first_of(separators);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> parts = split(text, " \t\n");
  std::erase(parts, std::string_view());
  return parts;
}

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
  const auto parts = split(path, "/");
  const bool clean = path.find('\0') == std::string::npos && std::ranges::none_of(parts, climbs);
  if (parts.size() < 2 || parts[0] != "net" || !clean) return std::nullopt;
  return path;
}

std::string sysctl_interface(std::string_view path) {
  const auto parts = split(path, "/");
  const bool per_interface = parts.size() == 5 && (parts[2] == "conf" || parts[2] == "neigh");
  if (!per_interface || parts[3] == "all" || parts[3] == "default") return "";
  return std::string(parts[3]);
}

bool sysctl_resets_others(std::string_view path) {
  return path == "net/ipv4/ip_forward" || path.ends_with("/forwarding");
}

bool same_sysctl_value(std::string_view a, std::string_view b) { return words(a) == words(b); }

}  // namespace hopproof::model

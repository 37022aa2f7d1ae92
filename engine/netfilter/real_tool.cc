#include "engine/netfilter/real_tool.hh"

#include "harness/base/error.hh"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof::netfilter {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view system_folders =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::vector<std::string> search_folders() {
  const char* path = std::getenv("PATH");
  std::string all = path == nullptr ? "" : path;
  all += fmt::format(":{}", system_folders);
  std::vector<std::string> folders;
  for (size_t at = 0; at <= all.size();) {
    const size_t end = std::min(all.find(':', at), all.size());
    if (end > at) folders.push_back(all.substr(at, end - at));
    at = end + 1;
  }
  return folders;
}

bool is_this_program(const fs::path& candidate) {
  std::error_code ignored;
  return fs::equivalent(candidate, "/proc/self/exe", ignored);
}

}  // namespace

std::optional<std::string> find_real_tool(std::string_view name) {
  for (const std::string& folder : search_folders()) {
    const fs::path candidate = fs::path(folder) / name;
    if (::access(candidate.c_str(), X_OK) == 0 && !is_this_program(candidate))
      return candidate.string();
  }
  return std::nullopt;
}

void become_real_tool(const Words& words, const Fd& input) {
  const std::string name = fs::path(words.at(0)).filename();
  const auto tool = find_real_tool(name);
  if (!tool) throw HostError(fmt::format("{} is not installed", name));
  if (input) check("pass the input on", ::dup2(input.get(), STDIN_FILENO));
  std::vector<char*> arguments;
  std::string shown = name;  // iptables looks at the name it is called by
  arguments.push_back(shown.data());
  for (size_t i = 1; i < words.size(); ++i)
    arguments.push_back(const_cast<char*>(words[i].c_str()));
  arguments.push_back(nullptr);
  ::execv(tool->c_str(), arguments.data());
  throw_errno(fmt::format("run {}", *tool));
}

}  // namespace hopproof::netfilter

#include "harness/base/find_program.hh"

#include "harness/base/text.hh"

#include <cstdlib>
#include <filesystem>

#include <unistd.h>

namespace hopproof {
namespace {

namespace fs = std::filesystem;

constexpr const char* roots_folders = "/usr/local/sbin:/usr/sbin:/sbin";

bool is_this_program(const std::string& candidate) {
  std::error_code ignored;
  return fs::equivalent(candidate, "/proc/self/exe", ignored);
}

}  // namespace

std::optional<std::string> find_program(std::string_view name) {
  const char* path = std::getenv("PATH");
  const std::string folders =
      std::string(path != nullptr ? path : "/usr/bin:/bin") + ":" + roots_folders;
  for (const std::string_view folder : split_at(folders, ':')) {
    if (folder.empty()) continue;
    const std::string candidate = std::string(folder) + "/" + std::string(name);
    if (::access(candidate.c_str(), X_OK) == 0 && !is_this_program(candidate)) return candidate;
  }
  return std::nullopt;
}

}  // namespace hopproof

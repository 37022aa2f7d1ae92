#include "harness/run/case_files.hh"

#include "harness/base/error.hh"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

namespace hopproof::run {
namespace {

namespace fs = std::filesystem;

bool is_left_out(const fs::path& folder) {
  const std::string name = folder.filename();
  return name == "must-fail" || name == "must-not-parse";
}

std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (it->is_directory() && is_left_out(it->path())) it.disable_recursion_pending();
    if (it->is_regular_file() && it->path().extension() == ".yaml") found.push_back(it->path());
  }
  if (error)
    throw HostError(fmt::format("cannot read the folder {}: {}", folder.string(), error.message()));
  std::ranges::sort(found);
  return found;
}

}  // namespace

std::vector<std::string> find_case_files(const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  for (const std::string& argument : arguments) {
    std::error_code error;
    const bool is_folder = fs::is_directory(argument, error);
    const auto found = is_folder ? files_below(argument) : std::vector<std::string>{argument};
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

}  // namespace hopproof::run

#include "harness/run/case_ids.hh"

#include <filesystem>
#include <map>

namespace hopproof::run {
namespace {

namespace fs = std::filesystem;

fs::path without_suffix(fs::path path) {
  return path.extension() == ".yaml" ? path.replace_extension() : path;
}

/// What follows the last folder `cases`; "" where there is none.
fs::path below_cases(const fs::path& path) {
  fs::path below;
  bool found = false;
  for (const fs::path& part : path) {
    if (part == "cases") {
      found = true;
      below.clear();
    } else {
      below /= part;
    }
  }
  return found ? below : fs::path();
}

fs::path id_of(const fs::path& path, const fs::path& working_folder) {
  const fs::path below = below_cases(path);
  if (!below.empty()) return without_suffix(below);
  const fs::path relative = path.lexically_relative(working_folder);
  const bool is_inside = !relative.empty() && *relative.begin() != "..";
  return without_suffix(is_inside ? relative : path.relative_path());
}

}  // namespace

std::vector<std::string> case_ids(const std::vector<std::string>& files,
                                  const std::string& working_folder) {
  const fs::path here = fs::path(working_folder).lexically_normal();
  std::vector<fs::path> paths;
  std::vector<std::string> ids;
  std::map<std::string, std::string> owners;  // the file of an id; "": of several
  for (const std::string& file : files) {
    paths.push_back((here / file).lexically_normal());
    ids.push_back(id_of(paths.back(), here));
    const auto [known, is_new] = owners.emplace(ids.back(), paths.back());
    if (!is_new && known->second != paths.back()) known->second.clear();
  }
  for (size_t i = 0; i < ids.size(); ++i)
    if (owners[ids[i]].empty()) ids[i] = paths[i].relative_path();
  return ids;
}

}  // namespace hopproof::run

#include "reports/case_id.hh"

#include <filesystem>

namespace hopproof::reports {
namespace fs = std::filesystem;

std::string case_id(const std::string& path) {
  const fs::path normal = fs::path(path).lexically_normal();
  fs::path id;
  bool below_cases = false;
  for (const fs::path& part : normal) {
    if (below_cases) id /= part;
    below_cases = below_cases || part == "cases";
  }
  if (id.empty()) id = normal.filename();
  return id.replace_extension().string();
}

std::string topic_of(const std::string& path) {
  return fs::path(case_id(path)).parent_path().string();
}

}  // namespace hopproof::reports

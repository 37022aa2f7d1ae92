#include "reports/case_id.hh"

#include <filesystem>

namespace hopproof::reports {
namespace fs = std::filesystem;

namespace {

std::string id_from(const std::string& path) {
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

}  // namespace

std::string case_id(const verdict::CaseResult& result) {
  return result.id.empty() ? id_from(result.file) : result.id;
}

std::string topic_of(const verdict::CaseResult& result) {
  return fs::path(case_id(result)).parent_path().string();
}

}  // namespace hopproof::reports

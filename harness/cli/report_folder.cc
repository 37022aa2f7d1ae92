#include "harness/cli/report_folder.hh"

#include "harness/base/error.hh"
#include "harness/verdict/result_json.hh"
#include "reports/case_id.hh"
#include "reports/html/page.hh"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

namespace hopproof::cli {
namespace fs = std::filesystem;

ReportFolder::ReportFolder(const std::string& path) : path_(path) {
  if (path_.empty()) return;
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) {
    throw SystemError(
        "make the report folder " + path_ + " (--report names another, --no-report none)",
        error.value());
  }
}

std::string ReportFolder::capture_of(const std::string& case_file,
                                     const std::string& director) const {
  if (path_.empty()) return "";
  std::string name = reports::case_id(case_file);
  std::ranges::replace(name, '/', '-');
  return fmt::format("{}/{}.{}.pcapng", path_, name, director);
}

std::string ReportFolder::write(const verdict::RunResult& run) const {
  if (path_.empty()) return "";
  write_file(path_ + "/run.json", verdict::to_json(run));
  write_file(path_ + "/index.html", reports::html_report(run, path_));
  return path_ + "/index.html";
}

void write_file(const std::string& path, const std::string& text) {
  if (path == "-") {
    std::cout << text << std::flush;
    return;
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (!file) throw_errno("write " + path);
}

}  // namespace hopproof::cli

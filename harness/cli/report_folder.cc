#include "harness/cli/report_folder.hh"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "harness/base/error.hh"
#include "harness/run/case_files.hh"
#include "reports/html/page.hh"
#include "reports/result_json.hh"

namespace hopproof {
namespace {

namespace fs = std::filesystem;

std::string make_temporary_folder() {
  std::string path = fs::temp_directory_path() / "hopproof-captures-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) throw_errno("make a temporary folder " + path);
  return path;
}

}  // namespace

ReportFolder::ReportFolder(const std::string& path) : path_(path), temporary_(path.empty()) {
  if (temporary_) {
    path_ = make_temporary_folder();
    return;
  }
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) throw SystemError("make the report folder " + path_, error.value());
}

ReportFolder::~ReportFolder() {
  std::error_code ignored;
  if (temporary_) fs::remove_all(path_, ignored);
}

std::string ReportFolder::capture_of(const std::string& case_file, const std::string& director) const {
  std::string name = case_id(case_file);
  std::ranges::replace(name, '/', '-');
  return fmt::format("{}/{}.{}.pcapng", path_, name, director);
}

std::string ReportFolder::write(const RunResult& run) const {
  if (temporary_) return "";
  write_file(path_ + "/run.json", to_json(run));
  write_file(path_ + "/index.html", html_report(run));
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

}  // namespace hopproof

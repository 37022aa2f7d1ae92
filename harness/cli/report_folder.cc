#include "harness/cli/report_folder.hh"

#include "harness/base/error.hh"
#include "harness/base/replace_file.hh"
#include "harness/base/standard_streams.hh"
#include "harness/verdict/result_json.hh"
#include "reports/html/page.hh"

#include <cstdio>
#include <filesystem>
#include <functional>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hopproof::cli {
namespace fs = std::filesystem;

namespace {

/// In a folder of ours from its first moment: a run that was killed leaves no report behind.
constexpr const char* mark = ".hopproof-report";
constexpr size_t longest_name = 180;

constexpr const char* other_ways = " (--report names another folder, --no-report none)";

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    throw SystemError("make the report folder " + path.string() + other_ways, error.value());
}

/// Does it hold a report, or nothing?
bool is_for_reports(const fs::path& path) {
  if (fs::exists(path / mark) || fs::is_empty(path)) return true;
  return fs::exists(path / "run.json") && fs::exists(path / "index.html");  // of before 0.2
}

/// Others' folders may hold links that lead our files elsewhere.
bool is_of_this_user(const fs::path& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && about.st_uid == ::geteuid();
}

/// A part of a path as a name that every file system takes: no control character, not too long.
std::string file_name(const std::string& part) {
  std::string name;
  for (const char c : part)
    name += static_cast<unsigned char>(c) < 0x20 || c == 0x7f
                ? fmt::format("%{:02X}", static_cast<unsigned char>(c))
                : std::string(1, c);
  if (name.size() <= longest_name) return name;
  return fmt::format("{}-{:016x}", name.substr(0, longest_name), std::hash<std::string>()(part));
}

}  // namespace

ReportFolder::ReportFolder(const std::string& path) : path_(path) {
  if (path_.empty()) return;
  make_folder(path_);
  if (!is_of_this_user(path_))
    throw HostError(
        fmt::format("the report folder {} belongs to another user{}", path_, other_ways));
  if (!is_for_reports(path_))
    throw HostError(
        fmt::format("the folder {} holds other files than a report{}", path_, other_ways));
  replace_file(fs::path(path_) / mark, "");
}

std::string ReportFolder::capture_of(const std::string& id, const std::string& director) const {
  if (path_.empty()) return "";
  fs::path file = path_;
  for (const fs::path& part : fs::path(id)) file /= file_name(part);
  file += fmt::format(".{}.pcapng", director);
  make_folder(file.parent_path());
  return file.string();
}

std::string ReportFolder::write(const verdict::RunResult& run) const {
  if (path_.empty()) return "";
  write_file(path_ + "/run.json", verdict::to_json(run));
  write_file(path_ + "/index.html", reports::html_report(run, path_));
  return path_ + "/index.html";
}

std::string folder_complaint(const std::string& path) {
  return path.empty() ? "--report takes the name of a folder; --no-report writes none" : "";
}

void write_file(const std::string& path, const std::string& text) {
  if (path == "-") {
    print_all(stdout, text, "standard output");
    return;
  }
  replace_file(path, text);
}

}  // namespace hopproof::cli

#include "harness/cli/report_folder.hh"

#include "harness/base/error.hh"
#include "harness/base/own_folder.hh"
#include "harness/base/replace_file.hh"
#include "harness/base/standard_streams.hh"
#include "harness/verdict/result_json.hh"
#include "reports/html/page.hh"

#include <cstdio>
#include <filesystem>
#include <functional>

#include <fmt/format.h>

namespace hopproof::cli {
namespace fs = std::filesystem;

namespace {

/// In a folder of ours from its first moment: a run that was killed leaves no report behind.
constexpr const char* mark = ".hopproof-report";
constexpr size_t longest_name = 180;

constexpr const char* other_ways = " (--report names another folder, --no-report none)";

OwnFolder open_report_folder(const std::string& path) try {
  return OwnFolder(path);
} catch (const HostError& error) {
  throw HostError(std::string(error.what()) + other_ways);
}

/// Does it hold a report, or nothing?
bool is_for_reports(const OwnFolder& folder) {
  if (folder.has(mark) || folder.is_empty()) return true;
  return folder.has("run.json") && folder.has("index.html");  // of before 0.2
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
  folder_ = open_report_folder(path_);
  if (!is_for_reports(*folder_))
    throw HostError(
        fmt::format("the folder {} holds other files than a report{}", path_, other_ways));
  folder_->file(mark).replace("");
}

OwnFile ReportFolder::capture_of(const std::string& id, const std::string& director) const {
  if (!folder_) return {};
  fs::path file;
  for (const fs::path& part : fs::path(id)) file /= file_name(part);
  file += fmt::format(".{}.pcapng", director);
  return folder_->file(file);
}

std::string ReportFolder::write(const verdict::RunResult& run) const {
  if (!folder_) return "";
  folder_->file("run.json").replace(verdict::to_json(run));
  const OwnFile page = folder_->file("index.html");
  page.replace(reports::html_report(run, path_));
  return page.path();
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

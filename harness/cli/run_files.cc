#include "harness/cli/run_files.hh"

#include "harness/base/error.hh"
#include "harness/base/read_file.hh"
#include "harness/verdict/result_json.hh"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> runs_below(const fs::path& folder) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().filename() == "run.json") found.push_back(entry.path().string());
  }
  std::ranges::sort(found);
  if (found.empty())
    throw HostError(fmt::format("cannot report: no run.json below {}", folder.string()));
  return found;
}

/// The capture that lies below the folder as it lay below the run's own: by the longest end of its
/// path that is there.
std::string capture_below(const fs::path& folder, const fs::path& capture) {
  fs::path rest;
  for (const fs::path& part : capture.relative_path()) {
    if (part == "..") return "";
    rest /= part;
  }
  for (; !rest.empty(); rest = rest.lexically_relative(*rest.begin())) {
    if (fs::exists(folder / rest)) return (folder / rest).string();
    if (!rest.has_parent_path()) break;
  }
  return "";
}

void find_captures(verdict::RunResult& run, const fs::path& folder) {
  for (verdict::CaseResult& result : run.cases) {
    const std::string found = capture_below(folder, result.pcapng);
    if (!found.empty()) result.pcapng = found;
  }
}

verdict::RunResult read_run(const std::string& path) try {
  verdict::RunResult run = verdict::run_from_json(read_file(path));
  find_captures(run, fs::path(path).parent_path());
  return run;
} catch (const SystemError&) {
  throw;
} catch (const HostError& e) {
  throw HostError(fmt::format("{}: {}", path, e.what()));
}

}  // namespace

std::vector<verdict::RunResult> read_runs(const std::vector<std::string>& arguments) {
  std::vector<verdict::RunResult> runs;
  for (const std::string& argument : arguments) {
    const bool folder = fs::is_directory(argument);
    for (const std::string& path : folder ? runs_below(argument) : std::vector{argument})
      runs.push_back(read_run(path));
  }
  return runs;
}

}  // namespace hopproof::cli

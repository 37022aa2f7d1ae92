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

void find_captures(verdict::RunResult& run, const fs::path& folder) {
  for (verdict::CaseResult& result : run.cases) {
    if (result.pcapng.empty()) continue;
    const fs::path beside = folder / fs::path(result.pcapng).filename();
    if (fs::exists(beside)) result.pcapng = beside.string();
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

#include "harness/cli/case_choice.hh"

#include "harness/case/load.hh"
#include "harness/cli/run_files.hh"
#include "harness/run/case_files.hh"
#include "harness/run/case_ids.hh"
#include "harness/run/shard.hh"

#include <filesystem>
#include <map>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

bool matches(const Case& deployment, const std::string& filter) {
  return deployment.file.find(filter) != std::string::npos ||
         deployment.name.find(filter) != std::string::npos;
}

std::map<std::string, double> times_of(const std::string& earlier) {
  std::map<std::string, double> seconds;
  if (earlier.empty()) return seconds;
  for (const verdict::RunResult& run : read_runs({earlier}))
    for (const verdict::CaseResult& one : run.cases) seconds[one.id] += one.seconds;
  return seconds;
}

}  // namespace

CaseChoice chosen_cases(const RunOptions& options) {
  CaseChoice loaded;
  const std::vector<std::string> files = run::find_case_files(options.cases);
  const auto ids = run::case_ids(files, std::filesystem::current_path());
  for (size_t i = 0; i < files.size(); ++i) {
    const std::string& file = files[i];
    LoadedCase one = load_case(file);
    fmt::print(stderr, "{}", render(one.diagnostics, file, one.source));
    loaded.bad = loaded.bad || !one.parsed;
    if (!one.parsed || !matches(*one.parsed, options.filter)) continue;
    loaded.cases.push_back(std::move(*one.parsed));
    loaded.ids.push_back(ids[i]);
  }
  return loaded;
}

void keep_shard(const RunOptions& options, CaseChoice& choice) {
  if (options.shard.empty()) return;
  const auto mine =
      run::in_shard(choice.ids, times_of(options.balance), *run::Shard::parse(options.shard));
  CaseChoice kept;
  for (size_t i = 0; i < mine.size(); ++i) {
    if (!mine[i]) continue;
    kept.cases.push_back(std::move(choice.cases[i]));
    kept.ids.push_back(std::move(choice.ids[i]));
  }
  choice.cases = std::move(kept.cases);
  choice.ids = std::move(kept.ids);
}

}  // namespace hopproof::cli

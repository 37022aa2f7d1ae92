#include "harness/base/sinks.hh"
#include "harness/base/spellcheck.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/run_files.hh"
#include "reports/case_id.hh"
#include "reports/diff.hh"
#include "reports/merge.hh"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof::cli {
namespace {

constexpr const char* diff_footer =
    R"(Compares verdicts, outcomes, findings and the tuple at each hop; ports that a kernel chose
are compared by name. A case is known by its path below the folder cases, without .yaml, as the titles
show it. Times are shown where they doubled; they do not count as a difference.
Exit status: 0 no difference, 1 something changed, 4 a file is not a run.
Example: hopproof diff engine.json ipvs.json)";

struct DiffOptions {
  std::string before, after;
  std::vector<std::string> pairs;
};

/// "A=B" as a pair; "" on both sides when it is none.
std::pair<std::string, std::string> pair_of(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos) return {};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::vector<std::string> ids_in(const verdict::RunResult& run) {
  std::vector<std::string> ids;
  for (const verdict::CaseResult& result : run.cases) ids.push_back(reports::case_id(result));
  return ids;
}

/// Is this id there? Says so where it is not.
bool is_in(const verdict::RunResult& run, const std::string& id, const std::string& file) {
  const std::vector<std::string> ids = ids_in(run);
  if (std::ranges::find(ids, id) != ids.end()) return true;
  fmt::print(stderr, "hopproof: {}\n",
             one_line(fmt::format("{} has no case '{}'{}", file, id, did_you_mean(id, ids))));
  return false;
}

int compare(const DiffOptions& options) {
  const verdict::RunResult before = reports::merge(read_runs({options.before})).run;
  const verdict::RunResult after = reports::merge(read_runs({options.after})).run;
  reports::CasePairs pairs;
  for (const std::string& text : options.pairs) {
    const auto [a, b] = pair_of(text);
    if (!is_in(before, a, options.before) || !is_in(after, b, options.after)) return exit_usage;
    pairs.emplace(a, b);
  }
  const auto diffs = reports::diff(before, after, pairs);
  fmt::print("{}", reports::diff_text(diffs, reports::Paint::for_descriptor(STDOUT_FILENO)));
  if (diffs.empty()) fmt::print("no difference\n");
  return reports::differs(diffs) ? exit_failed : exit_passed;
}

/// A complaint about an option that is no A=B, or "".
std::string pair_complaint(const DiffOptions& options) {
  for (const std::string& text : options.pairs)
    if (pair_of(text).first.empty() || pair_of(text).second.empty())
      return fmt::format("--pair takes A=B, the id of a case in each run, not '{}'", text);
  return "";
}

}  // namespace

Subcommand diff_command() {
  const auto options = std::make_shared<DiffOptions>();
  return {.name = "diff",
          .about = "what changed between two runs",
          .options = {{"A.json", &options->before, "the first run, or its report folder",
                       must_be_given | must_exist},
                      {"B.json", &options->after, "the second run, or its report folder",
                       must_be_given | must_exist},
                      {"--pair", &options->pairs,
                       "compares case A of the first run with case B of the second: A=B"}},
          .footer = diff_footer,
          .action = [options] { return compare(*options); },
          .check = [options] { return pair_complaint(*options); }};
}

}  // namespace hopproof::cli

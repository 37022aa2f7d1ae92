#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/run_files.hh"
#include "reports/diff.hh"
#include "reports/merge.hh"

#include <memory>

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof::cli {
namespace {

constexpr const char* diff_footer =
    R"(Compares verdicts, outcomes, findings and the tuple at each hop; ports that a kernel chose
are compared by name. Times are shown where they doubled; they do not count as a difference.
Exit status: 0 no difference, 1 something changed, 4 a file is not a run.
Example: hopproof diff engine.json ipvs.json)";

int compare(const std::string& before, const std::string& after) {
  const auto diffs = reports::diff(reports::merge(read_runs({before})).run,
                                   reports::merge(read_runs({after})).run);
  fmt::print("{}", reports::diff_text(diffs, reports::Paint::for_descriptor(STDOUT_FILENO)));
  if (diffs.empty()) fmt::print("no difference\n");
  return reports::differs(diffs) ? exit_failed : exit_passed;
}

}  // namespace

Subcommand diff_command() {
  const auto files = std::make_shared<std::pair<std::string, std::string>>();
  return {.name = "diff",
          .about = "what changed between two runs",
          .options = {{"A.json", &files->first, "the first run, or its report folder",
                       must_be_given | must_exist},
                      {"B.json", &files->second, "the second run, or its report folder",
                       must_be_given | must_exist}},
          .footer = diff_footer,
          .action = [files] { return compare(files->first, files->second); }};
}

}  // namespace hopproof::cli

#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/run_files.hh"
#include "reports/diff.hh"
#include "reports/merge.hh"

#include <memory>

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof {
namespace {

int compare(const std::string& before, const std::string& after) {
  const auto diffs = diff(merge(read_runs({before})).run, merge(read_runs({after})).run);
  fmt::print("{}", diff_text(diffs, Paint::for_descriptor(STDOUT_FILENO)));
  if (diffs.empty()) fmt::print("no difference\n");
  return differs(diffs) ? kFailed : kPassed;
}

}  // namespace

void add_diff_command(Command& app, int& status) {
  Command command = app.add_subcommand("diff", "what changed between two runs");
  auto before = std::make_shared<std::string>(), after = std::make_shared<std::string>();
  command.add_option("A.json", *before, "the first run, or its report folder")
      .required()
      .existing_path();
  command.add_option("B.json", *after, "the second run, or its report folder")
      .required()
      .existing_path();
  command.footer(
      "Compares verdicts, outcomes, findings and the tuple at each hop; ports that a kernel chose\n"
      "are compared by name. Times are shown where they doubled, and are no difference.\n"
      "Exit status: 0 no difference, 1 something changed, 4 a file is no run.\n"
      "Example: hopproof diff engine.json ipvs.json");
  command.callback([&status, before, after] { status = compare(*before, *after); });
}

}  // namespace hopproof

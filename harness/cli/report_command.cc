#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/outputs.hh"
#include "harness/cli/report_folder.hh"
#include "harness/cli/run_files.hh"
#include "reports/merge.hh"
#include "reports/terminal.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof {
namespace {

struct ReportOptions {
  std::vector<std::string> runs;
  std::string folder = "hopproof-report";
  bool no_report = false;
  Outputs outputs;
};

int report(const ReportOptions& options) {
  MergedRun merged = merge(read_runs(options.runs));
  const ReportFolder folder(options.no_report ? "" : options.folder);
  options.outputs.write(merged.run);
  std::FILE* out = options.outputs.for_people();
  const std::string page = folder.write(merged.run);
  fmt::print(out, "{}", summary_text(merged.run, Paint::for_descriptor(fileno(out))));
  if (merged.replaced > 0)
    fmt::print(out, "  {} were run again: the later result stands\n", merged.replaced);
  if (!page.empty()) fmt::print(out, "report: {}\n", page);
  return merged.run.cases.empty() ? kUsage : kPassed;
}

}  // namespace

void add_report_command(Command& app, int& status) {
  Command command = app.add_subcommand("report", "render runs again, or many as one");
  auto options = std::make_shared<ReportOptions>();
  command
      .add_option("RUN.json", options->runs,
                  "what run --json wrote, or report folders: shards, directors, kernels")
      .required()
      .existing_path();
  command.add_option("--report", options->folder, "folder for index.html and run.json")
      .shows_default();
  command.add_flag("--no-report", options->no_report, "write only what is asked for by name");
  add_output_options(command, options->outputs);
  command.footer(
      "Exit status: 0 written (whatever the verdicts are), 2 nothing in it, 4 a file is no run.\n"
      "Example: hopproof report shard-1/run.json shard-2/run.json --report all");
  command.callback([&status, options] { status = report(*options); });
}

}  // namespace hopproof

#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/outputs.hh"
#include "harness/cli/report_folder.hh"
#include "harness/cli/run_files.hh"
#include "reports/merge.hh"
#include "reports/terminal.hh"

#include <algorithm>
#include <iterator>
#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

constexpr const char* report_footer =
    R"(Exit status: 0 written (whatever the verdicts are), 2 nothing in it, 4 a file is not a run.
Example: hopproof report shard-1/run.json shard-2/run.json --report all)";

struct ReportOptions {
  std::vector<std::string> runs;
  std::string folder = "hopproof-report";
  bool no_report = false;
  Outputs outputs;
};

int report(const ReportOptions& options) {
  reports::MergedRun merged = reports::merge(read_runs(options.runs));
  const ReportFolder folder(options.no_report ? "" : options.folder);
  options.outputs.write(merged.run);
  std::FILE* out = options.outputs.for_people();
  const std::string page = folder.write(merged.run);
  fmt::print(out, "{}",
             reports::summary_text(merged.run, reports::Paint::for_descriptor(fileno(out))));
  if (merged.replaced > 0)
    fmt::print(out, "  {} were run again: the later result counts\n", merged.replaced);
  if (!page.empty()) fmt::print(out, "report: {}\n", page);
  return merged.run.cases.empty() ? exit_usage : exit_passed;
}

}  // namespace

Subcommand report_command() {
  const auto options = std::make_shared<ReportOptions>();
  std::vector<CommandOption> rows{
      {"RUN.json", &options->runs,
       "what run --json wrote, or report folders: shards, directors, kernels",
       must_be_given | must_exist},
      {"--report", &options->folder, "folder for index.html and run.json", with_default},
      {"--no-report", &options->no_report, "write only what is asked for by name"}};
  std::ranges::move(options->outputs.options(), std::back_inserter(rows));
  return {.name = "report",
          .about = "render runs again, or many as one",
          .options = std::move(rows),
          .footer = report_footer,
          .action = [options] { return report(*options); },
          .check =
              [options] {
                const std::string folder = folder_complaint(options->folder);
                return folder.empty() ? options->outputs.complaint() : folder;
              }};
}

}  // namespace hopproof::cli

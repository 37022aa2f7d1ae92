#include "harness/base/error.hh"
#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/holder.hh"
#include "harness/cli/progress.hh"
#include "harness/cli/report_folder.hh"
#include "harness/cli/run_options.hh"
#include "harness/run/case_files.hh"
#include "harness/run/lab_queue.hh"
#include "harness/run/run_folder.hh"
#include "harness/run/signals.hh"
#include "reports/result_json.hh"
#include "reports/terminal.hh"

#include <algorithm>
#include <functional>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace hopproof {
namespace {

/// The cases to run, or the exit status when some do not parse (all their errors are printed).
struct LoadedCases {
  std::vector<Case> cases;
  bool bad = false;
};

bool matches(const Case& deployment, const std::string& filter) {
  return deployment.file.find(filter) != std::string::npos ||
         deployment.name.find(filter) != std::string::npos;
}

LoadedCases load_all(const RunOptions& options) {
  LoadedCases loaded;
  for (const std::string& file : find_case_files(options.cases)) {
    LoadedCase one = load_case(file);
    fmt::print(stderr, "{}", render(one.diagnostics, file, one.source));
    loaded.bad = loaded.bad || !one.parsed;
    if (one.parsed && matches(*one.parsed, options.filter))
      loaded.cases.push_back(std::move(*one.parsed));
  }
  return loaded;
}

std::vector<LabJob> jobs_for(std::vector<Case> cases, const RunOptions& options,
                             const ReportFolder& folder) {
  std::vector<LabJob> jobs;
  for (Case& deployment : cases) {
    ConductOptions conduct{options.director, folder.capture_of(deployment.file, options.director),
                           options.keep};
    jobs.push_back({std::move(deployment), std::move(conduct)});
  }
  return jobs;
}

/// Prints each case as it ends; nothing on standard output when that carries JSON.
class Narrator {
 public:
  Narrator(const RunOptions& options, size_t cases)
      : out_(options.json == "-" ? stderr : stdout),
        paint_(Paint::for_descriptor(fileno(out_))),
        detail_(options.hops ? Detail::hops : Detail::brief),
        progress_(cases) {}

  void started(const LabJob& job) { progress_.started(job.deployment.name); }
  void finished(const CaseResult& result) {
    progress_.clear();
    fmt::print(out_, "{}", terminal_text(result, paint_, detail_));
    std::fflush(out_);
    progress_.finished(result.verdict);
  }
  void sum_up(const RunResult& run, const std::string& page) {
    progress_.clear();
    fmt::print(out_, "\n{}", summary_text(run, paint_));
    if (!page.empty()) fmt::print(out_, "report: {}\n", page);
  }

 private:
  std::FILE* out_;
  Paint paint_;
  Detail detail_;
  Progress progress_;
};

int nothing_ran(const LoadedCases& loaded, const RunOptions& options) {
  if (loaded.bad) return kBadCase;
  const std::string where =
      options.filter.empty() ? "there" : fmt::format("that matches '{}'", options.filter);
  fmt::print(stderr, "hopproof: no case {}; nothing ran\n", where);
  return kUsage;
}

/// `hold` is called when all is said, if labs stand: it returns when they are to end.
int run_cases(const RunOptions& options, const std::function<void(int)>& hold) {
  LoadedCases loaded = load_all(options);
  if (loaded.bad || loaded.cases.empty()) return nothing_ran(loaded, options);
  const InterruptSignals signals;  // before anything that has to be cleaned up
  const RunFolder temporary;
  const ReportFolder folder(options.no_report ? "" : options.report);
  Narrator narrator(options, loaded.cases.size());
  LabQueue queue(jobs_for(std::move(loaded.cases), options, folder), options.jobs,
                 {[&](const LabJob& job) { narrator.started(job); },
                  [&](const CaseResult& result) { narrator.finished(result); }},
                 signals);
  RunResult run{HOPPROOF_VERSION, queue.run()};
  narrator.sum_up(run, folder.write(run));
  if (!options.json.empty()) write_file(options.json, to_json(run));
  const int status = queue.interrupted() ? int(kInterrupted) : run.exit_status();
  if (hold && queue.has_kept_labs()) hold(status);
  return status;
}

int run_or_hold(const RunOptions& options) {
  if (!options.keep) return run_cases(options, {});
  const std::string what = fmt::format("{}", fmt::join(options.cases, " "));
  return run_held(what,
                  [&](const std::function<void(int)>& hold) { return run_cases(options, hold); });
}

}  // namespace

void add_run_command(CLI::App& app, int& status) {
  auto* command = app.add_subcommand("run", "build each case, send its probes, compare every hop");
  auto options = std::make_shared<RunOptions>();
  command
      ->add_option("CASE", options->cases,
                   "case files, or folders of them (*.yaml; must-fail and must-not-parse left out)")
      ->required();
  command->add_option("--director", options->director, "who plays the director")
      ->check(CLI::IsMember({"engine"}))
      ->capture_default_str();
  command
      ->add_option("--report", options->report, "folder for index.html, run.json and the captures")
      ->capture_default_str();
  command->add_flag("--no-report", options->no_report, "write no files");
  command->add_option("--json", options->json,
                      "write the result as JSON (schema 1) to FILE; - is standard output");
  command->add_option("--filter", options->filter,
                      "only cases whose file or name contains this text");
  command->add_option("--jobs,-j", options->jobs, "labs side by side")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_flag("--hops", options->hops, "show every hop of cases that pass, too");
  command->add_flag("--keep", options->keep,
                    "leave the lab standing and print how to look into it");
  command->footer(
      "Exit status: 0 passed, 1 failed, 3 bad case file, 4 the host failed, 77 all skipped.\n"
      "Example: hopproof run cases/one-arm --hops --report report");
  command->callback([&status, options] { status = run_or_hold(*options); });
}

}  // namespace hopproof

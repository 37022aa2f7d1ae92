#include "harness/cli/study.hh"

#include "harness/base/standard_streams.hh"
#include "harness/case/load.hh"
#include "harness/run/case_ids.hh"
#include "harness/verdict/result_json.hh"
#include "vm/remote_lab.hh"

#include <filesystem>

#include <fmt/format.h>

namespace hopproof::cli {

std::vector<CommandOption> study_options(StudyOptions& options) {
  return {{"CASE", &options.file, "a case file", must_be_given},
          {"--director",
           &options.director,
           "which director runs the labs",
           with_default,
           {"engine", "ipvs"}},
          {"--kernel", &options.machine.kernel,
           "kernel of the virtual machine that runs ipvs: 6.1, 6.12, ..."},
          {"--report", &options.report, "folder for index.html, run.json and the capture",
           with_default},
          {"--no-report", &options.no_report, "write no files"},
          {"--quiet,-q", &options.quiet, "no progress"},
          {"--json", &options.json,
           "write the result as JSON (schema 1) to FILE; - is standard output"}};
}

std::optional<Case> load_for_study(const StudyOptions& options) {
  LoadedCase loaded = load_case(options.file);
  fmt::print(stderr, "{}", render(loaded.diagnostics, options.file, loaded.source));
  return std::move(loaded.parsed);
}

ExitCode exit_code(verdict::Verdict verdict) {
  switch (verdict) {
    case verdict::Verdict::passed:
      return exit_passed;
    case verdict::Verdict::failed:
      return exit_failed;
    case verdict::Verdict::skipped:
      return exit_skipped;
    case verdict::Verdict::error:
      break;
  }
  return exit_broken_host;
}

Study::Study(const StudyOptions& options)
    : options_(options),
      id_(run::case_ids({options.file}, std::filesystem::current_path()).front()),
      place_(vm::place_for(options.director, options.machine)),
      folder_(options.no_report ? "" : options.report),
      out_(options.json == "-" ? stderr : stdout),
      paint_(reports::Paint::for_descriptor(fileno(out_))),
      progress_(0, options.quiet) {}

std::vector<verdict::CaseResult> Study::run(const std::vector<Case>& deployments,
                                            bool answered_is_goal) {
  std::vector<run::LabJob> jobs;
  for (const Case& deployment : deployments) {
    run::LabJob job{deployment, {}};
    job.options.id = id_;
    job.options.director = options_.director;
    job.options.answered_is_goal = answered_is_goal;
    if (!std::exchange(begun_, true))
      job.options.capture_in(folder_.capture_of(id_, options_.director));
    jobs.push_back(std::move(job));
  }
  progress_.expect(jobs.size());
  run::LabQueue queue(*place_, std::move(jobs), run::LabRoom(run::LabQueue::parallel_variants),
                      {[&](const run::LabJob& job) { progress_.started(job.deployment.name); },
                       [&](const verdict::CaseResult& result) { progress_.finished(result); },
                       {},
                       [&] { progress_.waiting(); }},
                      signals_);
  std::vector<verdict::CaseResult> results = queue.run();
  interrupted_ = queue.interrupted();
  return results;
}

void Study::say(const std::string& text) {
  progress_.clear();
  fmt::print(out_, "{}", text);
  flush(out_, "the results");
}

void Study::write(verdict::CaseResult result) {
  const verdict::RunResult run{HOPPROOF_VERSION, {std::move(result)}};
  const std::string page = folder_.write(run);
  if (!page.empty()) say(fmt::format("report: {}\n", page));
  if (!options_.json.empty()) write_file(options_.json, verdict::to_json(run));
}

}  // namespace hopproof::cli

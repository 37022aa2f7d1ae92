#include "harness/base/error.hh"
#include "harness/base/sinks.hh"
#include "harness/cli/case_choice.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/kept_lab_daemon.hh"
#include "harness/cli/narrator.hh"
#include "harness/cli/report_folder.hh"
#include "harness/cli/run_options.hh"
#include "harness/run/lab_queue.hh"
#include "harness/run/need_labs.hh"
#include "harness/run/run_folder.hh"
#include "harness/run/shard.hh"
#include "harness/run/signals.hh"
#include "harness/verdict/checks/comparison.hh"
#include "vm/remote_lab.hh"

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace hopproof::cli {
namespace {

constexpr const char* run_footer =
    R"(A case file that does not parse does not stop the others; the run ends with 3 all the same.
Exit status: 0 passed, 1 failed, 3 bad case file, 4 the host failed, 77 all skipped.
Example: hopproof run cases/one-arm --hops --report report)";

std::vector<std::string> directors_of(const RunOptions& options) {
  if (options.director == "both") return {"engine", "ipvs"};
  return {options.director};
}

std::vector<run::LabJob> jobs_for(const CaseChoice& loaded, const RunOptions& options,
                                  const ReportFolder& folder) {
  std::vector<run::LabJob> jobs;
  for (size_t i = 0; i < loaded.cases.size(); ++i) {
    for (const std::string& director : directors_of(options)) {
      run::ConductOptions conduct;
      conduct.id = loaded.ids[i];
      conduct.director = director;
      conduct.capture_in(folder.capture_of(loaded.ids[i], director));
      conduct.keep = options.keep;
      jobs.push_back({loaded.cases[i], std::move(conduct)});
    }
  }
  return jobs;
}

std::optional<run::FollowUp> needs_of(const run::LabJob& job, verdict::CaseResult& result,
                                      const RunOptions& options) {
  if (!options.no_needs) return run::need_labs(job, result);
  run::leave_needs_unjudged(result, job.deployment, "--no-needs");
  return std::nullopt;
}

/// A shard may be empty, and the whole is run all the same; its run says so.
int nothing_in_shard(const RunOptions& options) {
  fmt::print(stderr, "hopproof: no case in shard {}\n", options.shard);
  const verdict::RunResult nothing{HOPPROOF_VERSION, {}};
  options.outputs.write(nothing);
  if (!options.no_report) ReportFolder(options.report).write(nothing);
  return exit_passed;
}

int nothing_ran(const CaseChoice& loaded, const RunOptions& options) {
  if (loaded.bad) return exit_bad_case;
  const std::string where =
      options.filter.empty() ? "there" : fmt::format("that matches '{}'", options.filter);
  fmt::print(stderr, "hopproof: no case {}; nothing ran\n", one_line(where));
  return exit_usage;
}

std::unique_ptr<run::LabHost> place_of(const RunOptions& options) {
  const vm::VmOptions machine{options.kernel, options.kvm};
  if (options.in_machine || !options.kernel.empty())
    return std::make_unique<vm::RemoteHost>(machine);
  return vm::place_for(options.director, machine);
}

/// --fail-fast is to start nothing in vain.
run::LabRoom room_for(const RunOptions& options, const run::LabHost& place) {
  const int least = std::max(options.fail_fast ? 1 : 0, place.parallel_labs());
  const int fixed = std::max(options.jobs, least);
  return fixed > 0 ? run::LabRoom(fixed) : run::LabRoom(run::RoomSources::of_host());
}

/// Both directors' results of a case stand one after the other.
void compare_pairs(verdict::RunResult& run, Narrator& narrator) {
  for (size_t i = 0; i + 1 < run.cases.size(); i += 2) {
    const verdict::Verdict before = run.cases[i].verdict;
    verdict::compare_directors(run.cases[i], run.cases[i + 1]);
    if (run.cases[i].verdict != before) narrator.differ(run.cases[i]);
  }
}

/// `hold` is called after all output, if labs are kept; it returns when they are to end.
int run_cases(const RunOptions& options, const std::function<void(int)>& hold) {
  CaseChoice loaded = chosen_cases(options);
  if (loaded.cases.empty()) return nothing_ran(loaded, options);
  keep_shard(options, loaded);
  if (loaded.cases.empty()) return nothing_in_shard(options);
  const run::InterruptSignals signals;  // before anything that has to be cleaned up
  const run::RunFolder temporary;
  const ReportFolder folder(options.no_report ? "" : options.report);
  const std::unique_ptr<run::LabHost> place = place_of(options);
  std::vector<run::LabJob> jobs = jobs_for(loaded, options, folder);
  const size_t wanted = jobs.size();
  bool failed = false;
  Narrator narrator(options, wanted);
  run::LabQueue queue(*place, std::move(jobs), room_for(options, *place),
                      {[&](const run::LabJob& job) { narrator.started(job); },
                       [&](const verdict::CaseResult& result) {
                         failed = failed || result.is_bad();
                         narrator.finished(result);
                       },
                       [&](const run::LabJob& job, verdict::CaseResult& result) {
                         return needs_of(job, result, options);
                       },
                       [&] { narrator.waiting(); }, [&] { return options.fail_fast && failed; }},
                      signals);
  verdict::RunResult run{HOPPROOF_VERSION, queue.run()};
  const bool all = run.cases.size() == wanted;
  if (options.director == "both" && all) compare_pairs(run, narrator);
  narrator.sum_up(run, folder.write(run));
  options.outputs.write(run);
  const bool interrupted = queue.interrupted() || signals.came();
  if (!all && !interrupted)
    fmt::print(stderr, "hopproof: {} not run, because of --fail-fast\n", wanted - run.cases.size());
  int status = loaded.bad ? int(exit_bad_case) : run.exit_status();
  if (interrupted) status = exit_interrupted;
  if (hold && queue.has_kept_labs()) hold(status);
  return status;
}

int run_or_hold(const RunOptions& options) {
  if (!options.keep) return run_cases(options, {});
  const std::string what = fmt::format("{}", fmt::join(options.cases, " "));
  return run_kept_lab_daemon(
      what, [&](const std::function<void(int)>& hold) { return run_cases(options, hold); });
}

std::vector<CommandOption> case_options(RunOptions& options) {
  return {{"CASE", &options.cases,
           "case files, or folders of them (*.yaml; must-fail and must-not-parse left out)",
           must_be_given},
          {"--director",
           &options.director,
           "the bundled engine, the kernel's ipvs (in a virtual machine where this kernel "
           "has none), or both, compared",
           with_default,
           {"engine", "ipvs", "both"}},
          {"--report", &options.report, "folder for index.html, run.json and the captures",
           with_default},
          {"--no-report", &options.no_report, "write no files"}};
}

std::vector<CommandOption> lab_options(RunOptions& options) {
  return {
      {"--filter", &options.filter, "only cases whose file or name contains this text"},
      {"--shard",
       &options.shard,
       "this part of the cases alone: 2/8 is the second of eight; report joins them",
       0,
       {},
       {},
       "I/N"},
      {"--balance",
       &options.balance,
       "with --shard: parts that take equally long, by the times of an earlier run",
       must_exist,
       {},
       {},
       "RUN.json"},
      {"--jobs,-j",
       &options.jobs,
       "cases run in parallel; 0: as many as processors and memory (100 MB each) have room for, at "
       "most 16; the labs of needs run beside them, at most 16 in all",
       with_default,
       {},
       {{0, 64}}},
      {"--fail-fast", &options.fail_fast,
       "start nothing more after the first case that fails; one at a time without --jobs"},
      {"--hops", &options.hops, "show every hop of cases that pass, too"},
      {"--no-needs", &options.no_needs, "do not prove needs: they are reported as not judged"},
      {"--quiet,-q", &options.quiet, "no progress, and only the cases that did not pass"},
      {"--keep", &options.keep, "keep the lab running and print how to inspect it"}};
}

std::string complaint(const RunOptions& options) {
  if (const std::string folder = folder_complaint(options.report); !folder.empty()) return folder;
  if (!options.shard.empty() && !run::Shard::parse(options.shard))
    return fmt::format("--shard is I/N, as 2/8: not '{}'", one_line(options.shard));
  if (!options.balance.empty() && options.shard.empty()) return "--balance goes with --shard";
  if (!options.kernel.empty() && options.director == "engine" && !options.in_machine)
    return "--kernel is of the virtual machine: it goes with --director ipvs or both, or hopproof vm run";
  return options.outputs.complaint();
}

Subcommand command_with(const std::shared_ptr<RunOptions>& options) {
  std::vector<CommandOption> rows = case_options(*options);
  std::ranges::move(options->outputs.options(), std::back_inserter(rows));
  rows.push_back(options->outputs.events_option());
  rows.push_back(
      {"--kernel", &options->kernel,
       "kernel of the virtual machine: 6.1 (the default), 6.12, a .deb, or a folder with boot/ and "
       "lib/modules/"});
  std::ranges::move(lab_options(*options), std::back_inserter(rows));
  return {.name = "run",
          .about = "build each case, send its probes, compare every hop",
          .options = std::move(rows),
          .footer = run_footer,
          .action = [options] { return run_or_hold(*options); },
          .check = [options] { return complaint(*options); }};
}

}  // namespace

Subcommand run_command() { return command_with(std::make_shared<RunOptions>()); }

Subcommand vm_run_command() {
  const auto options = std::make_shared<RunOptions>();
  options->in_machine = true;
  options->director = "ipvs";
  Subcommand command = command_with(options);
  command.about = "run, always in a virtual machine";
  command.options.push_back({"--kvm", &options->kvm, "use KVM instead of emulation; it may hang"});
  return command;
}

}  // namespace hopproof::cli

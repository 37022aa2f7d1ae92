#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/progress.hh"
#include "harness/faults/score.hh"
#include "harness/fix/fix_search.hh"
#include "harness/run/lab_queue.hh"
#include "harness/run/run_folder.hh"
#include "harness/run/signals.hh"
#include "vm/keeper_client.hh"
#include "vm/remote_lab.hh"

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

struct FaultsOptions {
  uint64_t seed = 1;
  int count = 200;
  int fix = 0;  ///< every how many rows; 0: none
  int least = 0;
  bool no_try = false;
  std::string director = "engine";
  vm::VmOptions machine;
  std::string misses = "hopproof-misses";
};

Case case_of(const std::string& text, const std::string& name) {
  LoadedCase loaded = parse_case(text, name);
  if (!loaded.parsed)
    throw std::logic_error("a generated case does not parse: " +
                           render(loaded.diagnostics, name, loaded.source));
  return *std::move(loaded.parsed);
}

std::string file_of(const faults::Row& row) { return row.file_name() + ".yaml"; }

/// Runs the rows of the matrix and scores what was said of them.
class Matrix {
 public:
  explicit Matrix(const FaultsOptions& options)
      : options_(options), host_(vm::place_for(options.director, options.machine)), progress_(0) {}

  ExitCode run() {
    const auto rows = faults::rows(options_.seed, size_t(options_.count));
    if (!healthy_pass(rows)) return exit_failed;
    score(rows);
    if (!options_.no_try) try_advice(rows);
    for (size_t i = 0; options_.fix > 0 && i < rows.size(); i += size_t(options_.fix))
      fix(rows[i], i);
    if (interrupted_) return exit_interrupted;
    progress_.clear();
    fmt::print("{}", faults::table(scores_));
    write_misses(rows);
    return verdict();
  }

 private:
  std::vector<verdict::CaseResult> labs(std::vector<Case> deployments,
                                        bool answered_is_goal = false) {
    std::vector<run::LabJob> jobs;
    for (Case& deployment : deployments) {
      run::LabJob job{std::move(deployment), {}};
      job.options.director = options_.director;
      job.options.answered_is_goal = answered_is_goal;
      jobs.push_back(std::move(job));
    }
    progress_.expect(jobs.size());
    run::LabQueue queue(*host_, std::move(jobs), run::LabRoom(run::LabQueue::parallel_variants),
                        {[&](const run::LabJob& job) { progress_.started(job.deployment.name); },
                         [&](const verdict::CaseResult& result) { progress_.finished(result); },
                         {}},
                        signals_);
    auto results = queue.run();
    interrupted_ = interrupted_ || queue.interrupted();
    if (interrupted_) results.clear();
    return results;
  }

  /// Taking a fault out makes its case pass: a deployment that fails by itself proves nothing. Nor
  /// may anything be said against it beforehand.
  bool healthy_pass(const std::vector<faults::Row>& rows) {
    std::map<std::string, Case> healthy;
    for (const faults::Row& row : rows) {
      const std::string text = row.healthy.case_text(row.healthy.name + " as it works");
      if (!healthy.contains(text)) healthy.emplace(text, case_of(text, row.healthy.name + ".yaml"));
    }
    std::vector<Case> cases;
    for (const auto& [text, deployment] : healthy) cases.push_back(deployment);
    bool good = true;
    for (const verdict::CaseResult& result : labs(cases)) {
      if (result.verdict == verdict::Verdict::skipped ||
          (result.verdict == verdict::Verdict::passed && result.warnings.empty()))
        continue;
      const std::string why =
          result.warnings.empty() ? "does not work" : "is warned of: " + result.warnings.front().id;
      if (result.warnings.empty())
        good = false;
      else
        ++falsely_warned_;
      fmt::print("the healthy deployment {} {} {}\n", result.name, why, result.reason);
      write(result.file, result.source);
    }
    return good;
  }

  void score(const std::vector<faults::Row>& rows) {
    std::vector<Case> cases;
    for (const faults::Row& row : rows) cases.push_back(case_of(row.case_text(), file_of(row)));
    results_ = labs(cases);
    for (size_t i = 0; i < results_.size(); ++i)
      scores_.push_back(faults::score(rows[i], cases[i], results_[i]));
  }

  void try_advice(const std::vector<faults::Row>& rows) {
    std::vector<Case> cases;
    std::vector<size_t> of;
    for (size_t i = 0; i < scores_.size(); ++i) {
      if (scores_[i].no_effect || !scores_[i].right || rows[i].is_pair()) continue;
      const auto cures = faults::cures(rows[i], results_[i]);
      if (cures.empty()) continue;
      scores_[i].cured = false;
      for (const std::string& text : cures) {
        LoadedCase loaded = parse_case(text, file_of(rows[i]));
        if (!loaded.parsed) continue;  // advice that is no command
        cases.push_back(*std::move(loaded.parsed));
        of.push_back(i);
      }
    }
    const auto tried = labs(cases);
    for (size_t k = 0; k < tried.size(); ++k)
      if (tried[k].verdict == verdict::Verdict::passed) scores_[of[k]].cured = true;
  }

  void fix(const faults::Row& row, size_t number) {
    if (interrupted_ || scores_[number].no_effect) return;
    const Case whole = case_of(row.case_text(), file_of(row));
    fix::FixSearch search(whole);
    for (auto round = search.next(); !round.empty() && !interrupted_; round = search.next()) {
      std::vector<Case> cases;
      for (const auto& lab : round) cases.push_back(lab.deployment);
      const auto found = labs(cases, search.answered_is_goal());
      for (size_t i = 0; i < found.size(); ++i) search.take(round[i], found[i]);
      if (!search.result().fixes.empty()) break;
    }
    scores_[number].fixed = !search.result().fixes.empty();
  }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(options_.misses);
    std::ofstream(std::filesystem::path(options_.misses) / name) << text;
  }

  void write_misses(const std::vector<faults::Row>& rows) const {
    for (size_t i = 0; i < scores_.size(); ++i) {
      const faults::RowScore& one = scores_[i];
      const std::string path = options_.misses + "/" + file_of(rows[i]);
      std::string wrong =
          one.is_miss() ? fmt::format("expected {}, got {}", one.expected, one.got) : "";
      if (one.contradicted) wrong += "; the prediction promised an answer";
      if (one.fixed == false) wrong += "; fix found nothing";
      if (one.cured == false) wrong += "; no try cures";
      if (!one.no_effect && one.is_static && !one.warned) wrong += "; lint did not warn";
      if (wrong.empty()) continue;
      write(file_of(rows[i]), fmt::format("# {}\n{}", wrong, rows[i].case_text()));
      fmt::print("miss  {}\n      {}\n      {}\n", one.title, wrong, path);
    }
  }

  ExitCode verdict() const {
    int counted = 0, right = 0, contradicted = 0;
    for (const faults::RowScore& one : scores_) {
      if (one.no_effect) continue;
      ++counted;
      right += one.right ? 1 : 0;
      contradicted += one.contradicted ? 1 : 0;
    }
    fmt::print("seed {}: the first cause is right in {} of {} rows that fail\n", options_.seed,
               right, counted);
    if (counted == 0) return exit_skipped;
    return right * 100 >= options_.least * counted && contradicted == 0 && falsely_warned_ == 0
               ? exit_passed
               : exit_failed;
  }

  const FaultsOptions& options_;
  run::InterruptSignals signals_;
  std::unique_ptr<run::LabHost> host_;
  run::RunFolder temporary_;
  Progress progress_;
  std::vector<verdict::CaseResult> results_;
  std::vector<faults::RowScore> scores_;
  int falsely_warned_ = 0;
  bool interrupted_ = false;
};

}  // namespace

Subcommand faults_command() {
  const auto options = std::make_shared<FaultsOptions>();
  return {
      .name = "faults",
      .about = "puts known faults into healthy deployments and scores what is said of them",
      .options = {{"--seed", &options->seed, "which rows", with_default},
                  {"--count", &options->count, "how many", with_default, {}, std::pair{1, 100000}},
                  {"--director",
                   &options->director,
                   "which director runs the labs",
                   with_default,
                   {"engine", "ipvs"}},
                  {"--kernel", &options->machine.kernel,
                   "kernel of the virtual machine that runs ipvs: 6.1, 6.12, ..."},
                  {"--fix", &options->fix,
                   "also ask `fix` about every so manieth row; 0: about none", with_default},
                  {"--no-try", &options->no_try, "do not apply what the findings advise"},
                  {"--at-least",
                   &options->least,
                   "fail when the first cause is right in fewer percent",
                   with_default,
                   {},
                   std::pair{0, 100}},
                  {"--misses", &options->misses,
                   "folder for the cases of which something wrong was said", with_default}},
      .footer =
          R"(Each row is a healthy deployment with one fault, or two, whose cause is known because it was put in. A row
that works with its fault in it is counted as of no effect. "right": the first finding names the fault at its
node; "false": rows in which something innocent is accused; "pred !": the prediction promised an answer.
Exit status: 0; 1 when fewer were right than --at-least, or a prediction was contradicted.)",
      .action = [options] { return Matrix(*options).run(); }};
}

}  // namespace hopproof::cli

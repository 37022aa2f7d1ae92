#pragma once

#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/progress.hh"
#include "harness/cli/report_folder.hh"
#include "harness/run/lab_queue.hh"
#include "harness/run/run_folder.hh"
#include "reports/paint.hh"
#include "vm/keeper_client.hh"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hopproof::cli {

/// The options of `why` and `fix`.
struct StudyOptions {
  std::string file;
  std::string director = "engine";
  vm::VmOptions machine;
  std::string report = "hopproof-report";
  bool no_report = false;
  bool quiet = false;  ///< no progress
  std::string json;    ///< "-": standard output
};

/// The options of both; they write into `options`.
std::vector<CommandOption> study_options(StudyOptions& options);

/// The case, or nullopt when its errors have been printed.
std::optional<Case> load_for_study(const StudyOptions& options);

ExitCode exit_code(verdict::Verdict verdict);

/// Runs variants of one case, round by round, and writes what was found.
class Study {
 public:
  explicit Study(const StudyOptions& options);

  /// Runs the labs of a WhySearch's or FixSearch's next round and hands it what they showed; false
  /// when the search is over or was interrupted.
  template <typename Search>
  bool run_round(Search& search) {
    const auto labs = search.next();
    std::vector<Case> deployments;
    deployments.reserve(labs.size());
    for (const auto& lab : labs) deployments.push_back(lab.deployment);
    const auto results = run(deployments, search.answered_is_goal());
    if (results.size() != labs.size()) return false;
    for (size_t i = 0; i < labs.size(); ++i) search.take(labs[i], results[i]);
    return !labs.empty();
  }
  bool interrupted() const { return interrupted_ || signals_.came(); }

  /// Prints for people: to standard error when standard output carries JSON.
  void say(const std::string& text);
  const reports::Paint& paint() const { return paint_; }
  int descriptor() const { return fileno(out_); }
  void write(verdict::CaseResult result);

 private:
  /// Runs each in a lab of its own, 16 at once. Fewer results than cases: it was interrupted. The
  /// capture of the very first lab is kept in the report folder.
  std::vector<verdict::CaseResult> run(const std::vector<Case>& deployments, bool answered_is_goal);

  const StudyOptions& options_;
  std::string id_;
  run::InterruptSignals signals_;
  std::unique_ptr<run::LabHost> place_;
  run::RunFolder temporary_;
  ReportFolder folder_;
  std::FILE* out_;
  reports::Paint paint_;
  Progress progress_;
  bool interrupted_ = false;
  bool begun_ = false;
};

}  // namespace hopproof::cli

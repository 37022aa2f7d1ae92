#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/study.hh"
#include "harness/fix/fix_search.hh"
#include "reports/fix_text.hh"
#include "reports/terminal.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

constexpr const char* fix_footer =
    R"(Candidates come from what the deployment lacks, from what took effect in the failing run and
from its findings. They are tried alone, in pairs, and in threes where causes stack, each in a lab of
its own, 16 in parallel. For a case that passes because it expects a failure, the goal is that its
probes are answered. The diff is of the deployment: what the case expects stays as it is written.
Exit status: 0 a fix was found, or there is nothing to fix; 1 nothing was found (what was tried is
printed); 2 usage, 3 bad case file, 4 the host failed, 77 the case was skipped, 130 interrupted.
Example: hopproof fix cases/one-arm/2-dnat-only.yaml)";

/// The case is all right, or could not run at all.
int nothing_to_fix(Study& study, const fix::FixSearch& search) {
  study.say(reports::terminal_text(search.whole(), study.paint(), reports::Detail::brief));
  if (search.is_healthy()) study.say("nothing to fix: the case passes and expects no failure\n");
  return exit_code(search.whole().verdict);
}

int fix(const StudyOptions& options) {
  const auto whole = load_for_study(options);
  if (!whole) return exit_bad_case;
  Study study(options);
  fix::FixSearch search(*whole);
  if (!study.run_round(search)) return exit_interrupted;
  const verdict::Verdict verdict = search.whole().verdict;
  const bool ran = verdict == verdict::Verdict::passed || verdict == verdict::Verdict::failed;
  if (!ran || search.is_healthy()) return nothing_to_fix(study, search);
  while (study.run_round(search)) {
  }
  if (study.interrupted()) return exit_interrupted;
  verdict::CaseResult result = search.whole();
  result.fixes = search.result();
  study.say(reports::fix_text(result, study.paint()));
  const bool found = !result.fixes.fixes.empty();
  study.write(std::move(result));
  return found ? exit_passed : exit_failed;
}

}  // namespace

Subcommand fix_command() {
  const auto options = std::make_shared<StudyOptions>();
  return {.name = "fix",
          .about = "for a case that fails: the smallest changes that make it work, each proven",
          .options = study_options(*options),
          .footer = fix_footer,
          .action = [options] { return fix(*options); },
          .check = [options] { return folder_complaint(options->report); }};
}

}  // namespace hopproof::cli

#include "harness/base/sinks.hh"
#include "reports/failure_text.hh"
#include "reports/github.hh"

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

std::string command(std::string_view severity, const verdict::CaseResult& result,
                    const Place& place, std::string_view title, std::string_view message) {
  const std::string line =
      place.line == 0 ? "" : fmt::format(",line={},col={}", place.line, place.column);
  return fmt::format("::{} file={}{},title={}::{}\n", severity, as_command_property(result.file),
                     line, as_command_property(title), as_command_message(message));
}

std::string of_mismatch(const verdict::CaseResult& result, const verdict::StepResult& step,
                        const verdict::MismatchResult& mismatch) {
  std::string text = mismatch.message;
  if (!mismatch.wanted.empty()) text += "\nwanted " + mismatch.wanted;
  if (!mismatch.seen.empty()) text += "\nsaw " + mismatch.seen;
  for (const verdict::FindingResult& finding : step.findings) text += "\n" + finding_text(finding);
  return command("error", result, mismatch.place, result.name, text);
}

std::string of_case(const verdict::CaseResult& result) {
  std::string text;
  if (result.verdict == verdict::Verdict::error)
    text += command("error", result, {}, result.name, result.reason);
  for (const verdict::StepResult& step : result.steps) {
    for (const verdict::MismatchResult& mismatch : step.mismatches)
      text += of_mismatch(result, step, mismatch);
  }
  for (const verdict::NeedResult& need : result.needs) {
    if (need.judged && !need.proven)
      text += command("error", result, need.place, "need not proven",
                      fmt::format("{}: {}", need.item, need.reason));
  }
  for (const verdict::WarningResult& warning : result.warnings)
    text += command("warning", result, warning.place, warning.id, warning.message);
  return text;
}

}  // namespace

std::string to_github_annotations(const verdict::RunResult& run) {
  std::string text;
  for (const verdict::CaseResult& result : run.cases) text += of_case(result);
  return text;
}

}  // namespace hopproof::reports

#include "reports/failure_text.hh"

#include "harness/base/sinks.hh"
#include "harness/verdict/mismatch_text.hh"

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

std::string at(const verdict::FindingResult& finding) {
  return finding.at.empty() ? "" : " at " + finding.at;
}

std::string step_failure(const verdict::CaseResult& result, const verdict::StepResult& step) {
  std::string text =
      fmt::format("step {}: {}: {}\n", step.number, one_line(step.name), one_line(step.outcome));
  for (const verdict::FindingResult& finding : step.findings) text += finding_text(finding);
  for (const verdict::MismatchResult& mismatch : step.mismatches)
    text += "\n" + verdict::render_mismatch(mismatch, result.file, result.source);
  return text;
}

bool is_broken(const verdict::NeedResult& need) { return need.judged && !need.proven; }

}  // namespace

std::string finding_text(const verdict::FindingResult& finding) {
  std::string text = fmt::format("finding {}{}: {}\n", one_line(finding.id), one_line(at(finding)),
                                 one_line(finding.text));
  for (const std::string& line : finding.evidence) text += "  seen      " + one_line(line) + "\n";
  for (const std::string& line : finding.rules_out) text += "  ruled out " + one_line(line) + "\n";
  for (const verdict::RemedyResult& remedy : finding.remedy) {
    const std::string note = remedy.note.empty() ? "" : "  (" + one_line(remedy.note) + ")";
    text += fmt::format("  remedy    on {}: {}{}\n", one_line(remedy.node),
                        one_line(remedy.command), note);
  }
  return text;
}

std::string failure_headline(const verdict::CaseResult& result) {
  if (!result.reason.empty()) return one_line(result.reason);
  for (const verdict::StepResult& step : result.steps) {
    if (step.verdict != verdict::Verdict::failed) continue;
    if (!step.findings.empty())
      return one_line(step.findings.front().id + ": " + step.findings.front().text);
    if (!step.mismatches.empty()) return one_line(step.mismatches.front().message);
  }
  for (const verdict::NeedResult& need : result.needs) {
    if (is_broken(need))
      return one_line(fmt::format("need of {} not proven: {}", need.item, need.reason));
  }
  return "";
}

std::string failure_text(const verdict::CaseResult& result) {
  std::string text;
  if (!result.reason.empty()) text += one_line(result.reason) + "\n";
  for (const verdict::StepResult& step : result.steps) {
    if (step.verdict == verdict::Verdict::failed) text += step_failure(result, step);
  }
  for (const verdict::NeedResult& need : result.needs) {
    if (is_broken(need))
      text += fmt::format("{}:{}:{}: need of {} not proven: {}\n", one_line(result.file),
                          need.place.line, need.place.column, one_line(need.item),
                          one_line(need.reason));
  }
  if (!result.pcapng.empty()) text += "capture: " + one_line(result.pcapng) + "\n";
  return text;
}

}  // namespace hopproof::reports

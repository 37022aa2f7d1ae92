#include "harness/base/sinks.hh"
#include "reports/failure_text.hh"
#include "reports/github.hh"
#include "reports/mermaid.hh"

#include <map>

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

constexpr size_t most_cases = 20, most_arrows = 40, most_bytes = 900'000;

std::string code(std::string_view text) {
  return fmt::format("<code>{}</code>", as_markdown(text));
}

std::string head(const verdict::RunResult& run) {
  const int errors = run.count(verdict::Verdict::error);
  return fmt::format("## hopproof: {} passed, {} failed, {} skipped{}\n\n",
                     run.count(verdict::Verdict::passed), run.count(verdict::Verdict::failed),
                     run.count(verdict::Verdict::skipped),
                     errors == 0 ? "" : fmt::format(", {} could not run", errors));
}

std::string failed_table(const verdict::RunResult& run) {
  std::string rows;
  for (const verdict::CaseResult& result : run.cases) {
    if (result.is_bad())
      rows += fmt::format("| {} | {} | {} | {} |\n", verdict::word(result.verdict),
                          as_markdown(result.name), as_markdown(result.director),
                          as_markdown(failure_headline(result)));
  }
  return rows.empty() ? ""
                      : "| verdict | case | director | why |\n|---|---|---|---|\n" + rows + "\n";
}

std::string step_details(const verdict::StepResult& step) {
  std::string text = fmt::format("Step {}: {}, {}\n\n", step.number, as_markdown(step.name),
                                 as_markdown(step.outcome));
  for (const verdict::FindingResult& finding : step.findings) {
    text += fmt::format("- **{}** {}\n", as_markdown(finding.id), as_markdown(finding.text));
    for (const verdict::RemedyResult& remedy : finding.remedy)
      text += fmt::format("  - on {}: {}\n", as_markdown(remedy.node), code(remedy.command));
  }
  for (const verdict::MismatchResult& mismatch : step.mismatches)
    text +=
        fmt::format("- {} (line {})\n  - wanted {}\n  - saw {}\n", as_markdown(mismatch.message),
                    mismatch.place.line, code(mismatch.wanted), code(mismatch.seen));
  const std::string ladder = mermaid_ladder(step, most_arrows);
  return text + (ladder.empty() ? "" : "\n```mermaid\n" + ladder + "```\n");
}

std::string case_details(const verdict::CaseResult& result) {
  std::string text =
      fmt::format("\n<details><summary>{}, {}</summary>\n\n{}\n\n", as_markdown(result.name),
                  as_markdown(result.director), code(result.file));
  if (!result.reason.empty()) text += as_markdown(result.reason) + "\n\n";
  for (const verdict::StepResult& step : result.steps) {
    if (step.verdict == verdict::Verdict::failed) text += step_details(step);
  }
  return text + "\n</details>\n";
}

std::string skips(const verdict::RunResult& run) {
  std::map<std::string, int> reasons;
  for (const verdict::CaseResult& result : run.cases) {
    if (result.verdict == verdict::Verdict::skipped) ++reasons[result.reason];
  }
  std::string text;
  for (const auto& [reason, count] : reasons)
    text += fmt::format("- skipped {}: {}\n", count, as_markdown(reason));
  return text.empty() ? "" : "\n" + text;
}

}  // namespace

std::string to_job_summary(const verdict::RunResult& run) {
  std::string text = head(run) + failed_table(run);
  size_t shown = 0, left_out = 0;
  for (const verdict::CaseResult& result : run.cases) {
    if (!result.is_bad()) continue;
    const std::string details = case_details(result);
    if (shown == most_cases || text.size() + details.size() > most_bytes)
      ++left_out;
    else
      text += details, ++shown;
  }
  if (left_out > 0) text += fmt::format("\n{} more are in the HTML report.\n", left_out);
  return text + skips(run);
}

}  // namespace hopproof::reports

#include "reports/failure_text.hh"
#include "reports/github.hh"
#include "reports/mermaid.hh"
#include "reports/text_safety.hh"

#include <map>

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

constexpr size_t most_cases = 20, most_arrows = 40, most_bytes = 900'000;

/// Text of strangers as text: no markup, no table cell, no mention.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : one_line(text)) {
    if (std::string_view("\\`*_{}[]()<>#|~@&$").find(c) != std::string_view::npos)
      out += fmt::format("&#{};", int(c));
    else
      out += c;
  }
  return out;
}

std::string code(std::string_view text) { return fmt::format("<code>{}</code>", plain(text)); }

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
      rows +=
          fmt::format("| {} | {} | {} | {} |\n", verdict::word(result.verdict), plain(result.name),
                      plain(result.director), plain(failure_headline(result)));
  }
  return rows.empty() ? ""
                      : "| verdict | case | director | why |\n|---|---|---|---|\n" + rows + "\n";
}

std::string step_details(const verdict::StepResult& step) {
  std::string text =
      fmt::format("Step {}: {}, {}\n\n", step.number, plain(step.name), plain(step.outcome));
  for (const verdict::FindingResult& finding : step.findings) {
    text += fmt::format("- **{}** {}\n", plain(finding.id), plain(finding.text));
    for (const verdict::RemedyResult& remedy : finding.remedy)
      text += fmt::format("  - on {}: {}\n", plain(remedy.node), code(remedy.command));
  }
  for (const verdict::MismatchResult& mismatch : step.mismatches)
    text += fmt::format("- {} (line {})\n  - wanted {}\n  - saw {}\n", plain(mismatch.message),
                        mismatch.place.line, code(mismatch.wanted), code(mismatch.seen));
  const std::string ladder = mermaid_ladder(step, most_arrows);
  return text + (ladder.empty() ? "" : "\n```mermaid\n" + ladder + "```\n");
}

std::string case_details(const verdict::CaseResult& result) {
  std::string text = fmt::format("\n<details><summary>{}, {}</summary>\n\n{}\n\n",
                                 plain(result.name), plain(result.director), code(result.file));
  if (!result.reason.empty()) text += plain(result.reason) + "\n\n";
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
    text += fmt::format("- skipped {}: {}\n", count, plain(reason));
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

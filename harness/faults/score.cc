#include "harness/faults/score.hh"

#include "harness/lint/prediction/prediction.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::faults {
namespace {

using verdict::FindingResult;

bool is_at(const FindingResult& finding, const std::string& node) {
  return finding.at == node || finding.at.starts_with(node + ".");
}

bool mentions(const FindingResult& finding, const std::string& word) {
  return finding.text.find(word) != std::string::npos ||
         std::ranges::any_of(finding.evidence, [&](const std::string& line) {
           return line.find(word) != std::string::npos;
         });
}

bool names(const FindingResult& finding, const Fault& fault) {
  const bool by_id = std::ranges::find(fault.findings, finding.id) != fault.findings.end();
  return by_id && is_at(finding, fault.node) && mentions(finding, fault.mentions);
}

/// It follows from the fault: a share of the connections fails, what comes behind it.
bool follows_from(const FindingResult& finding, const Fault& fault) {
  return finding.id == "uneven" ||
         std::ranges::find(fault.consequences, finding.id) != fault.consequences.end();
}

std::string expectation(const Row& row) {
  std::vector<std::string> texts;
  for (const Fault& fault : row.faults) {
    const std::string chain =
        fault.mentions.empty() ? "" : fmt::format(" naming {}", fault.mentions);
    texts.push_back(
        fmt::format("{} at {}{}", fmt::join(fault.findings, " or "), fault.node, chain));
  }
  return fmt::format("{}", fmt::join(texts, ", then "));
}

std::string what_was_said(const std::vector<FindingResult>& findings) {
  std::vector<std::string> texts;
  for (const FindingResult& finding : findings)
    texts.push_back(fmt::format("{} at {}", finding.id, finding.at));
  return texts.empty() ? "nothing" : fmt::format("{}", fmt::join(texts, ", "));
}

void score_findings(const Row& row, const std::vector<FindingResult>& findings, RowScore& scored) {
  scored.unexplained = findings.empty() || findings.front().id == "unexplained";
  scored.right = !findings.empty() && names(findings.front(), row.faults.front());
  scored.accuses = std::ranges::any_of(findings, [&](const FindingResult& finding) {
    return finding.id != "unexplained" && std::ranges::none_of(row.faults, [&](const Fault& fault) {
             return names(finding, fault) || follows_from(finding, fault);
           });
  });
  scored.got = what_was_said(findings);
}

bool promises_all(const Case& deployment) {
  const auto forecasts = lint::forecasts(deployment);
  return !forecasts.empty() && std::ranges::all_of(forecasts, &lint::Forecast::is_promise);
}

}  // namespace

const verdict::StepResult* failed_step(const verdict::CaseResult& result) {
  const auto failed =
      std::ranges::find(result.steps, verdict::Verdict::failed, &verdict::StepResult::verdict);
  return failed == result.steps.end() ? nullptr : &*failed;
}

RowScore score(const Row& row, const Case& deployment, const verdict::CaseResult& result) {
  RowScore scored;
  scored.deployment = row.healthy.name;
  scored.fault = row.is_pair() ? "two faults" : row.faults.front().kind;
  scored.title = row.title();
  scored.is_static = row.is_static();
  scored.expected = expectation(row);
  const verdict::StepResult* failed = failed_step(result);
  if (result.verdict == verdict::Verdict::passed || result.verdict == verdict::Verdict::skipped) {
    scored.no_effect = true;
    return scored;
  }
  if (failed == nullptr) {
    scored.unexplained = true;
    scored.got = "the run broke: " + result.reason;
    return scored;
  }
  score_findings(row, failed->findings, scored);
  scored.contradicted = promises_all(deployment);
  scored.warned = !result.warnings.empty();
  return scored;
}

std::vector<std::string> cures(const Row& row, const verdict::CaseResult& result) {
  const verdict::StepResult* failed = failed_step(result);
  if (failed == nullptr || failed->findings.empty()) return {};
  const Deployment made = row.faulty();
  const auto with = [&](const std::vector<verdict::RemedyResult>& remedies) {
    Deployment tried = made;
    for (const verdict::RemedyResult& remedy : remedies)
      tried.commands.emplace_back(remedy.node, remedy.command);
    return tried.case_text(row.title());
  };
  std::vector<verdict::RemedyResult> remedies = failed->findings.front().remedy;
  std::erase_if(remedies, [](const verdict::RemedyResult& remedy) {
    return remedy.note.starts_with("one layer") || remedy.note.starts_with("only shows more");
  });
  std::vector<std::string> texts;
  for (const verdict::RemedyResult& remedy : remedies) texts.push_back(with({remedy}));
  for (size_t last = 2; last <= remedies.size(); ++last)
    texts.push_back(with({remedies.begin(), remedies.begin() + ptrdiff_t(last)}));
  return texts;
}

}  // namespace hopproof::faults

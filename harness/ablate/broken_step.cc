#include "harness/ablate/broken_step.hh"

#include "harness/base/text.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::ablate {
namespace {

std::vector<std::string> broken_outcomes(const verdict::StepResult& step) {
  if (step.outcome.empty()) return {};
  std::vector<std::string> all;
  for (const std::string_view outcome : split_at(step.outcome, ", ")) all.emplace_back(outcome);
  std::vector<std::string> broken = all;
  std::erase(broken, "answered");
  return broken.empty() ? all : broken;
}

}  // namespace

const verdict::StepResult* first_broken(const verdict::CaseResult& result) {
  const auto found =
      std::ranges::find(result.steps, verdict::Verdict::failed, &verdict::StepResult::verdict);
  return found == result.steps.end() ? nullptr : &*found;
}

const verdict::StepResult* named_step(const verdict::CaseResult& result, const std::string& name) {
  const auto found = std::ranges::find(result.steps, name, &verdict::StepResult::name);
  return found == result.steps.end() ? nullptr : &*found;
}

std::string broken_outcome(const verdict::StepResult& step) {
  const auto outcomes = broken_outcomes(step);
  std::string text = joined(outcomes, ", ");
  const bool ended_well = outcomes == std::vector<std::string>{"answered"};
  if (ended_well && !step.mismatches.empty()) text += ", but " + step.mismatches.front().message;
  return text;
}

bool ended_as(const verdict::StepResult& step, const Outcome& wanted) {
  const auto outcomes = broken_outcomes(step);
  return !outcomes.empty() && std::ranges::all_of(outcomes, [&](const std::string& text) {
    const auto seen = Outcome::parse(text);
    return seen && wanted.admits(*seen);
  });
}

std::vector<std::string> finding_texts(const verdict::StepResult& step) {
  std::vector<std::string> texts;
  for (const verdict::FindingResult& finding : step.findings)
    texts.push_back(finding.at.empty() ? finding.id : finding.id + " at " + finding.at);
  return texts;
}

std::string step_label(const verdict::StepResult& step) {
  return fmt::format("{} ({})", step.number, step.name);
}

}  // namespace hopproof::ablate

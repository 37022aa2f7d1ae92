#include "harness/ablate/broken_step.hh"

#include "harness/base/text.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

std::vector<std::string> broken_outcomes(const StepResult& step) {
  if (step.outcome.empty()) return {};
  std::vector<std::string> all;
  for (const std::string_view outcome : split_at(step.outcome, ", ")) all.emplace_back(outcome);
  std::vector<std::string> broken = all;
  std::erase(broken, "answered");
  return broken.empty() ? all : broken;
}

}  // namespace

const StepResult* first_broken(const CaseResult& result) {
  const auto found = std::ranges::find(result.steps, Verdict::failed, &StepResult::verdict);
  return found == result.steps.end() ? nullptr : &*found;
}

const StepResult* named_step(const CaseResult& result, const std::string& name) {
  const auto found = std::ranges::find(result.steps, name, &StepResult::name);
  return found == result.steps.end() ? nullptr : &*found;
}

std::string broken_outcome(const StepResult& step) {
  const auto outcomes = broken_outcomes(step);
  std::string text = joined(outcomes, ", ");
  const bool ended_well = outcomes == std::vector<std::string>{"answered"};
  if (ended_well && !step.mismatches.empty()) text += ", but " + step.mismatches.front().message;
  return text;
}

bool ended_as(const StepResult& step, const Outcome& wanted) {
  const auto outcomes = broken_outcomes(step);
  return !outcomes.empty() && std::ranges::all_of(outcomes, [&](const std::string& text) {
    const auto seen = Outcome::parse(text);
    return seen && wanted.admits(*seen);
  });
}

std::vector<std::string> finding_texts(const StepResult& step) {
  std::vector<std::string> texts;
  for (const FindingResult& finding : step.findings)
    texts.push_back(finding.at.empty() ? finding.id : finding.id + " at " + finding.at);
  return texts;
}

std::string step_label(const StepResult& step) {
  return fmt::format("{} ({})", step.number, step.name);
}

}  // namespace hopproof

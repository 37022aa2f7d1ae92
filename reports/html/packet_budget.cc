#include "reports/html/packet_budget.hh"

#include <algorithm>
#include <set>

namespace hopproof::reports::html {
namespace {

size_t packets(const verdict::RunResult& run, size_t most_in_a_step) {
  size_t sum = 0;
  for (const verdict::CaseResult& result : run.cases) {
    for (const verdict::StepResult& step : result.steps)
      sum += std::min(step.crossings.size(), most_in_a_step);
  }
  return sum;
}

void trim(verdict::StepResult& step, size_t most) {
  if (step.crossings.size() <= most) return;
  std::set<int> cited;
  for (const verdict::FindingResult& finding : step.findings)
    cited.insert(finding.crossings.begin(), finding.crossings.end());
  size_t kept = 0;
  const auto before = step.crossings.size();
  std::erase_if(step.crossings, [&](const verdict::CrossingResult& c) {
    return kept++ >= most && !c.offending && !cited.contains(c.id);
  });
  step.crossings_left_out += int(before - step.crossings.size());
}

}  // namespace

size_t packets_per_step(const verdict::RunResult& run, size_t most) {
  constexpr size_t least = 10;
  size_t in_a_step = most;
  while (in_a_step > least && packets(run, in_a_step) > most) in_a_step = in_a_step * 3 / 4;
  return std::max(in_a_step, least);
}

verdict::CaseResult with_packets(verdict::CaseResult result, size_t most_in_a_step) {
  for (verdict::StepResult& step : result.steps) trim(step, most_in_a_step);
  return result;
}

}  // namespace hopproof::reports::html

#include "harness/fix/candidates.hh"

#include <algorithm>

namespace hopproof::fix {
namespace {

bool same_commands(const Candidate& a, const Candidate& b) {
  return std::ranges::equal(
      a.changes, b.changes, {}, [](const Change& c) { return c.shown.node + c.shown.command; },
      [](const Change& c) { return c.shown.node + c.shown.command; });
}

}  // namespace

FixScene::FixScene(const Case& whole_case, const verdict::CaseResult& failing_result)
    : whole(whole_case), failing(failing_result), services(model::configured_services(whole_case)) {
  std::vector<model::Service> asked = services;
  std::erase_if(asked, [&](const model::Service& service) {
    return lint::lint_clients(whole, service).empty();
  });
  if (!asked.empty()) services = std::move(asked);
}

bool FixScene::has_finding(FindingId id) const {
  return std::ranges::any_of(failing.steps, [&](const verdict::StepResult& step) {
    return std::ranges::find(step.findings, word(id), &verdict::FindingResult::id) !=
           step.findings.end();
  });
}

uint64_t FixScene::counted(const std::string& path) const {
  uint64_t last = 0;
  for (const verdict::StepResult& step : failing.steps) {
    const auto counter = std::ranges::find(step.counters, path, &verdict::CounterResult::path);
    if (counter != step.counters.end()) last = counter->after;
  }
  return last;
}

Candidates candidates_for(const FixScene& scene) {
  Candidates found;
  add_advice(scene, found);
  add_repairs(scene, found);
  add_ways_to_vip(scene, found);
  add_ways_back(scene, found);
  add_translations(scene, found);
  add_kernel_switches(scene, found);
  add_filter_openings(scene, found);
  add_service_repairs(scene, found);
  Candidates distinct;
  for (Candidate& candidate : found) {
    const bool known = std::ranges::any_of(
        distinct, [&](const Candidate& other) { return same_commands(candidate, other); });
    if (!known && !candidate.changes.empty()) distinct.push_back(std::move(candidate));
  }
  return distinct;
}

}  // namespace hopproof::fix

#include "harness/ablate/need_trial.hh"

#include "harness/case/ablation.hh"

#include <algorithm>

namespace hopproof {
namespace {

using Items = std::vector<std::string>;

Items all_but(const Items& items, const std::string& one) {
  Items rest = items;
  std::erase(rest, one);
  return rest;
}

void add_distinct(std::vector<NeedTrial>& trials, Items removed) {
  const bool known =
      std::ranges::any_of(trials, [&](const NeedTrial& trial) { return trial.removed == removed; });
  if (!known) trials.push_back({std::move(removed), true, ""});
}

}  // namespace

std::vector<NeedTrial> need_trials(const Need& need) {
  std::vector<NeedTrial> trials;
  if (need.items.size() > 1) {
    for (const std::string& item : need.items) add_distinct(trials, {item});
    for (const std::string& item : need.items) add_distinct(trials, all_but(need.items, item));
  }
  trials.push_back({need.items, false, need.step});
  return trials;
}

Case deployment_of(const NeedTrial& trial, const Case& whole) {
  return without_items(whole, trial.removed);
}

}  // namespace hopproof

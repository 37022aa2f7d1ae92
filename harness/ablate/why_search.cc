#include "harness/ablate/why_search.hh"

#include "harness/ablate/broken_step.hh"
#include "harness/ablate/touched.hh"
#include "harness/case/ablation.hh"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::ablate {
namespace {

using Items = WhySearch::Items;

Items items_of(const Case& deployment) {
  const auto paths = item_paths(deployment);
  return {paths.begin(), paths.end()};
}

/// 2^n less what was run, as far as a number goes.
int64_t saved(size_t items, int run) {
  constexpr size_t exact_in_json = 53;
  if (items > exact_in_json) return int64_t(1) << exact_in_json;
  return (int64_t(1) << items) - run;
}

bool ran(const verdict::CaseResult& result) {
  return result.verdict == verdict::Verdict::passed || result.verdict == verdict::Verdict::failed;
}

}  // namespace

WhySearch::WhySearch(const Case& whole, int most_labs)
    : whole_(whole), order_(item_paths(whole)), most_labs_(most_labs) {}

Items WhySearch::without(const Items& present, const std::string& item) const {
  Items rest = present;
  rest.erase(item);
  return items_of(deployment_of(rest));  // a service takes its servers with it
}

Case WhySearch::deployment_of(const Items& present) const {
  return without_items(whole_, removed(present));
}

std::vector<std::string> WhySearch::removed(const Items& present) const {
  std::vector<std::string> paths = order_;
  std::erase_if(paths, [&](const std::string& path) { return present.contains(path); });
  return paths;
}

std::vector<std::string> WhySearch::in_order(const Items& items) const {
  std::vector<std::string> paths = order_;
  std::erase_if(paths, [&](const std::string& path) { return !items.contains(path); });
  return paths;
}

void WhySearch::descend_from(const Items& present, std::set<Items>& wanted) const {
  const Items& touched = known_.at(present).touched;
  for (const std::string& item : touched) {
    wanted.insert(without(present, item));
    wanted.insert(without(touched, item));
  }
}

/// A minimal set that only follows from a run gets a run of its own.
void WhySearch::confirm_minimal(std::set<Items>& wanted) const {
  for (const auto& [present, known] : known_) {
    if (known.passed && !known.was_run && is_minimal(present)) wanted.insert(present);
  }
}

std::vector<WhySearch::Lab> WhySearch::next() {
  std::set<Items> wanted;
  if (known_.empty()) wanted.insert(items_of(whole_));
  for (const Items& present : std::exchange(passing_, {})) descend_from(present, wanted);
  std::erase_if(wanted, [&](const Items& present) { return known_.contains(present); });
  if (wanted.empty()) confirm_minimal(wanted);
  std::vector<Lab> labs;
  for (const Items& present : wanted) {
    if (labs_run_ + int(labs.size()) >= most_labs_) {
      ++left_;
      continue;
    }
    labs.push_back({present, deployment_of(present)});
  }
  return labs;
}

void WhySearch::take(const Lab& lab, const verdict::CaseResult& result) {
  if (labs_run_ == 0) whole_result_ = result;
  ++labs_run_;
  Known known;
  known.passed = result.verdict == verdict::Verdict::passed;
  known.was_run = true;
  known.row.removed = removed(lab.present);
  known.row.verdict = result.verdict;
  if (const verdict::StepResult* broken = first_broken(result)) {
    known.row.outcome = broken_outcome(*broken);
    known.row.step = broken->name;
    known.row.findings = finding_texts(*broken);
  }
  if (!ran(result)) known.row.outcome = result.reason;
  if (known.passed) known.touched = items_of(deployment_of(touched_items(lab.deployment, result)));
  const bool follows = known.passed && !known_.contains(known.touched);
  if (follows && known.touched != lab.present) {
    Known inferred;
    inferred.passed = true;
    known_.emplace(known.touched, std::move(inferred));
  }
  const bool is_news = known.passed;
  known_.insert_or_assign(lab.present, std::move(known));
  if (is_news) passing_.push_back(lab.present);
}

bool WhySearch::is_minimal(const Items& present) const {
  return std::ranges::all_of(present, [&](const std::string& item) {
    const auto smaller = known_.find(without(present, item));
    return smaller != known_.end() && smaller->second.was_run && !smaller->second.passed;
  });
}

verdict::WhyResult WhySearch::result() const {
  verdict::WhyResult found;
  found.items = order_;
  for (const auto& [present, known] : known_) {
    if (known.was_run) found.rows.push_back(known.row);
    if (known.was_run && known.passed && is_minimal(present))
      found.sufficient.push_back(in_order(present));
  }
  const auto position = [&](const std::vector<std::string>& paths) {
    std::vector<std::ptrdiff_t> places;
    for (const std::string& path : paths)
      places.push_back(std::ranges::find(order_, path) - order_.begin());
    return places;
  };
  std::ranges::sort(found.rows,
                    [&](const verdict::AblationResult& a, const verdict::AblationResult& b) {
                      return std::pair(a.removed.size(), position(a.removed)) <
                             std::pair(b.removed.size(), position(b.removed));
                    });
  std::ranges::stable_sort(found.sufficient, {}, &std::vector<std::string>::size);
  found.labs_run = labs_run_;
  found.labs_saved = saved(order_.size(), labs_run_);
  add_notes(found);
  return found;
}

void WhySearch::add_notes(verdict::WhyResult& found) const {
  const auto whole = known_.find(items_of(whole_));
  if (whole == known_.end() || !whole->second.passed) return;
  Items untouched = items_of(whole_);
  for (const std::string& item : whole->second.touched) untouched.erase(item);
  if (!untouched.empty()) {
    found.notes.push_back(
        fmt::format("left out, since no packet, rule counter or lookup of the run "
                    "touched them: {}",
                    fmt::join(in_order(untouched), ", ")));
  }
  for (const auto& working : found.sufficient) {
    const Items smaller(working.begin(), working.end());
    for (const auto& [present, known] : known_) {
      if (!known.was_run || known.passed || !std::ranges::includes(present, smaller)) continue;
      Items more = present;
      for (const std::string& item : smaller) more.erase(item);
      found.notes.push_back(
          fmt::format("more is not always better: a set that suffices fails "
                      "when {} is added",
                      fmt::join(in_order(more), " and ")));
    }
  }
  if (left_ > 0) {
    found.notes.push_back(
        fmt::format("the search ended at {} labs: at least {} sets were not tried, "
                    "so there may be more that suffice",
                    most_labs_, left_));
  }
  found.notes.emplace_back(
      "sets were made smaller one item at a time, as long as the case passed; a set that "
      "passes only when two items are removed together is not searched for");
}

}  // namespace hopproof::ablate

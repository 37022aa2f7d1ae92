#include "harness/ablate/why_search.hh"

#include "harness/ablate/broken_step.hh"
#include "harness/ablate/touched.hh"
#include "harness/case/ablation.hh"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::ablate {
namespace {

using Items = WhySearch::Items;

/// What can be taken away for itself.
std::vector<std::string> own_items(const Case& deployment) {
  std::vector<std::string> paths = item_paths(deployment);
  const auto declarations = declaration_paths(deployment);
  const std::set<std::string> left_out(declarations.begin(), declarations.end());
  std::erase_if(paths, [&](const std::string& path) { return left_out.contains(path); });
  return paths;
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
    : whole_(whole), order_(own_items(whole)), most_labs_(most_labs) {}

Items WhySearch::items_of(const Case& deployment) const {
  Items items;
  for (const std::string& path : item_paths(deployment))
    if (std::ranges::find(order_, path) != order_.end()) items.insert(path);
  return items;
}

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

/// What a run has shown, or what follows from one: a run is the same without what it did not touch.
std::optional<bool> WhySearch::verdict_of(const Items& present) const {
  if (const auto known = known_.find(present); known != known_.end()) return known->second.passed;
  for (const auto& [whole, known] : known_) {
    if (std::ranges::includes(present, known.touched) && std::ranges::includes(whole, present))
      return known.passed;
  }
  return std::nullopt;
}

bool WhySearch::was_run(const Items& present) const { return known_.contains(present); }

/// The sets that have to be tried before the search can go on from where it is.
std::set<Items> WhySearch::questions() const {
  std::set<Items> wanted;
  const auto ask = [&](const Items& present) {
    if (!verdict_of(present)) wanted.insert(present);
  };
  switch (stage_) {
    case Stage::begin:
      if (!was_run(items_of(whole_))) wanted.insert(items_of(whole_));
      break;
    case Stage::one_less:
      for (const std::string& item : used_in(current_))
        if (!needed_.contains(item)) ask(without(current_, item));
      break;
    case Stage::all_less:
      ask(without_all(current_, removable_));
      break;
    case Stage::confirm:
      wanted.insert(current_);
      for (const std::string& item : current_) wanted.insert(without(current_, item));
      std::erase_if(wanted, [&](const Items& present) { return was_run(present); });
      break;
    case Stage::others:
      for (const Items& hit : hitting_sets()) ask(without_all(items_of(whole_), hit));
      break;
    case Stage::over:
      break;
  }
  return wanted;
}

/// All questions are answered.
void WhySearch::advance() {
  switch (stage_) {
    case Stage::begin:
      current_ = items_of(whole_);
      stage_ = verdict_of(current_).value_or(false) ? Stage::one_less : Stage::over;
      break;
    case Stage::one_less:
      return leave_out_one();
    case Stage::all_less: {
      const Items fewer = without_all(current_, removable_);
      descend_to(verdict_of(fewer).value_or(false) ? fewer
                                                   : without(current_, *removable_.begin()));
      break;
    }
    case Stage::confirm:
      return confirm();
    case Stage::others:
      return look_elsewhere();
    case Stage::over:
      break;
  }
}

void WhySearch::descend_to(const Items& present) {
  current_ = present;
  stage_ = Stage::one_less;
}

void WhySearch::leave_out_one() {
  removable_.clear();
  const Items used = used_in(current_);
  for (const std::string& item : used) {
    if (needed_.contains(item)) continue;
    const bool passes = verdict_of(without(current_, item)).value_or(false);
    (passes ? removable_ : needed_).insert(item);
  }
  if (used != current_) return descend_to(used);
  if (removable_.empty())
    stage_ = Stage::confirm;
  else if (removable_.size() == 1)
    descend_to(without(current_, *removable_.begin()));
  else
    stage_ = Stage::all_less;
}

/// Something that a larger set needed may be superfluous in a smaller one.
void WhySearch::confirm() {
  if (!verdict_of(current_).value_or(false)) {  // the lab is not always the same
    stage_ = Stage::over;
    return;
  }
  for (const std::string& item : current_) {
    const Items smaller = without(current_, item);
    if (!verdict_of(smaller).value_or(false)) continue;
    needed_.clear();
    return descend_to(smaller);
  }
  minimal_.insert(current_);
  stage_ = Stage::others;
}

/// A set that passes and lacks something of each minimal one holds another.
void WhySearch::look_elsewhere() {
  for (const Items& hit : hitting_sets()) {
    const Items present = without_all(items_of(whole_), hit);
    if (!verdict_of(present).value_or(false)) continue;
    needed_.clear();
    return descend_to(present);
  }
  stage_ = Stage::over;
}

/// What a run of this set touches; all of it where it was not run.
Items WhySearch::used_in(const Items& present) const {
  const auto known = known_.find(present);
  if (known == known_.end() || !known->second.passed) return present;
  return known->second.touched;
}

Items WhySearch::without_all(const Items& present, const Items& items) const {
  Items rest = present;
  for (const std::string& item : items) rest.erase(item);
  return items_of(deployment_of(rest));
}

/// Sets of items that have one of every minimal set; none holds another.
std::set<Items> WhySearch::hitting_sets() const {
  constexpr size_t most = 256;
  std::set<Items> hits{{}};
  for (const Items& minimal : minimal_) {
    std::set<Items> next;
    for (const Items& hit : hits) {
      const auto is_hit = [&](const std::string& item) { return hit.contains(item); };
      if (std::ranges::any_of(minimal, is_hit)) {
        next.insert(hit);
        continue;
      }
      for (const std::string& item : minimal) {
        if (next.size() == most) break;
        Items more = hit;
        more.insert(item);
        next.insert(std::move(more));
      }
    }
    hits = std::move(next);
  }
  std::erase_if(hits, [&](const Items& hit) {
    return std::ranges::any_of(hits, [&](const Items& other) {
      return other.size() < hit.size() && std::ranges::includes(hit, other);
    });
  });
  return hits;
}

std::vector<WhySearch::Lab> WhySearch::next() {
  std::set<Items> wanted;
  while ((wanted = questions()).empty() && stage_ != Stage::over) advance();
  std::vector<Lab> labs;
  for (const Items& present : wanted) {
    if (labs_run_ + int(labs.size()) >= most_labs_) {
      open_.push_back(present);
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
  known.row.removed = removed(lab.present);
  known.row.verdict = result.verdict;
  if (const verdict::StepResult* broken = first_broken(result)) {
    known.row.outcome = broken_outcome(*broken);
    known.row.step = broken->name;
    known.row.findings = finding_texts(*broken);
  }
  if (!ran(result)) known.row.outcome = result.reason;
  known.touched =
      ran(result) ? items_of(deployment_of(touched_items(lab.deployment, result))) : lab.present;
  known_.insert_or_assign(lab.present, std::move(known));
}

verdict::WhyResult WhySearch::result() const {
  verdict::WhyResult found;
  found.items = order_;
  for (const auto& [present, known] : known_) found.rows.push_back(known.row);
  for (const Items& present : minimal_) found.sufficient.push_back(in_order(present));
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
  add_worse_sets(found);
  if (!open_.empty()) {
    std::vector<std::string> parts;
    for (const Items& present : open_) {
      if (parts.size() == 3) break;
      parts.push_back(fmt::format("{}", fmt::join(removed(present), " and ")));
    }
    found.notes.push_back(fmt::format(
        "the search ended at {} labs: whether the case passes is open without {}{}; other sets "
        "may suffice, too",
        most_labs_, fmt::join(parts, ", without "),
        open_.size() > parts.size()
            ? fmt::format(", and for {} more sets", open_.size() - parts.size())
            : ""));
  }
  found.notes.emplace_back(
      "of each set that passes, items were left out as long as it passed; then the whole case "
      "without some item of every set found was tried. A set that passes only beside others that "
      "fail is not searched for");
}

namespace {

/// "a, b and 5 more"
std::string a_few_of(const std::vector<std::string>& items) {
  constexpr size_t most = 3;
  const size_t shown = std::min(most, items.size());
  const std::span few(items.data(), shown);
  const size_t more = items.size() - shown;
  return more == 0 ? fmt::format("{}", fmt::join(few, " and "))
                   : fmt::format("{} and {} more", fmt::join(few, ", "), more);
}

}  // namespace

/// Adding something may break what works: in one sentence, the shortest first.
void WhySearch::add_worse_sets(verdict::WhyResult& found) const {
  std::set<std::vector<std::string>> additions;
  for (const Items& smaller : minimal_) {
    for (const auto& [present, known] : known_) {
      if (known.passed || !std::ranges::includes(present, smaller)) continue;
      Items more = present;
      for (const std::string& item : smaller) more.erase(item);
      additions.insert(in_order(more));
    }
  }
  if (additions.empty()) return;
  std::vector<std::vector<std::string>> shortest(additions.begin(), additions.end());
  std::ranges::stable_sort(shortest, {}, &std::vector<std::string>::size);
  constexpr size_t most = 3;
  std::string text;
  for (size_t i = 0; i < std::min(most, shortest.size()); ++i)
    text += (i == 0 ? "" : ", or ") + a_few_of(shortest[i]);
  found.notes.push_back(
      fmt::format("more is not always better: a set that suffices fails when {} is added{}", text,
                  shortest.size() > most
                      ? fmt::format(" (or one of {} other additions)", shortest.size() - most)
                      : ""));
}

}  // namespace hopproof::ablate

#include "harness/fix/fix_search.hh"

#include "harness/ablate/broken_step.hh"
#include "harness/case/load.hh"
#include "harness/fix/fix_costs.hh"
#include "harness/fix/goal.hh"
#include "harness/fix/unified_diff.hh"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::fix {
namespace {

using Picks = FixSearch::Picks;

constexpr size_t most_together = 3;

Picks united(const Picks& a, const Picks& b) {
  Picks both = a;
  both.insert(b.begin(), b.end());
  return both;
}

bool includes(const Picks& larger, const Picks& smaller) {
  return std::ranges::includes(larger, smaller);
}

bool is_over(const verdict::CaseResult& result) {
  return result.verdict == verdict::Verdict::passed || result.verdict == verdict::Verdict::failed;
}

/// "timeout at step 2, reply-bypasses-director"
std::string ending(const verdict::CaseResult& result) {
  if (result.verdict == verdict::Verdict::passed) return "works";
  const verdict::StepResult* broken = ablate::first_broken(result);
  if (broken == nullptr) return "could not run: " + result.reason;
  std::string text = fmt::format("{} at step {}", ablate::broken_outcome(*broken), broken->number);
  const auto findings = ablate::finding_texts(*broken);
  if (!findings.empty()) text += fmt::format(", {}", fmt::join(findings, ", "));
  return text;
}

std::string first_cause(const verdict::CaseResult& result) {
  const verdict::StepResult* broken = ablate::first_broken(result);
  return broken == nullptr || broken->findings.empty() ? "" : broken->findings.front().id;
}

}  // namespace

FixSearch::FixSearch(const Case& whole, int most_labs) : whole_(whole), most_labs_(most_labs) {}

bool FixSearch::is_healthy() const {
  return whole_result_.verdict == verdict::Verdict::passed && !claims_failure(whole_);
}

void FixSearch::decide_goal() {
  goal_is_answer_ = whole_result_.verdict == verdict::Verdict::passed;
}

size_t FixSearch::pooled(Change change) {
  const auto same = std::ranges::find_if(pool_, [&](const Change& other) {
    return other.shown.node == change.shown.node && other.shown.command == change.shown.command;
  });
  if (same != pool_.end()) return size_t(same - pool_.begin());
  pool_.push_back(std::move(change));
  return pool_.size() - 1;
}

void FixSearch::pool_candidates(const verdict::CaseResult& failing) {
  for (Candidate& candidate : candidates_for(FixScene(whole_, failing))) {
    Pooled one{candidate.title, {}, candidate.cost};
    for (Change& change : candidate.changes) one.picks.insert(pooled(std::move(change)));
    const bool known = std::ranges::any_of(
        candidates_, [&](const Pooled& other) { return other.picks == one.picks; });
    if (known) continue;
    if (source_with(one.picks))
      candidates_.push_back(std::move(one));
    else if (std::ranges::find(unwritable_, one.title) == unwritable_.end())
      unwritable_.push_back(one.title);
  }
}

std::optional<std::string> FixSearch::source_with(const Picks& picks) const {
  std::string source = whole_.source;
  for (const size_t pick : picks) {
    for (const CaseEdit& edit : pool_[pick].edits) {
      auto changed = edited_source(edit, source);
      if (!changed) return std::nullopt;
      source = *std::move(changed);
    }
  }
  if (!parse_case(source, whole_.file).parsed) return std::nullopt;
  return source;
}

std::optional<FixSearch::Lab> FixSearch::lab_for(const Picks& picks) const {
  auto source = source_with(picks);
  if (!source) return std::nullopt;
  LoadedCase loaded = parse_case(*std::move(source), whole_.file);
  return Lab{picks, goal_is_answer_ ? to_be_answered(*loaded.parsed) : *std::move(loaded.parsed),
             false};
}

bool FixSearch::holds_a_fix(const Picks& picks) const {
  return std::ranges::any_of(known_, [&](const auto& entry) {
    return entry.second.passed && entry.first != picks && includes(picks, entry.first);
  });
}

/// What it fails of now is another cause than before: the one before is gone.
bool FixSearch::removed_a_cause(const Known& known) const {
  const auto before = known_.find({});
  if (known.passed || before == known_.end() || !is_over(known.result)) return false;
  const std::string cause = first_cause(before->second.result);
  if (cause.empty()) return ending(known.result) != ending(before->second.result);
  const verdict::StepResult* broken = ablate::first_broken(known.result);
  return broken != nullptr &&
         std::ranges::find(broken->findings, cause, &verdict::FindingResult::id) ==
             broken->findings.end();
}

/// The sets of the next size: all pairs; of larger ones those that go on from what removed a cause.
std::set<Picks> FixSearch::combinations() {
  ++size_;
  std::set<Picks> wanted;
  if (size_ == 1) {
    wanted.insert(Picks{});
    for (const Pooled& candidate : candidates_) wanted.insert(candidate.picks);
    return wanted;
  }
  if (size_ > most_together) return wanted;
  std::vector<Picks> bases;
  for (const Pooled& candidate : candidates_) {
    const auto known = known_.find(candidate.picks);
    if (known == known_.end() || known->second.passed) continue;
    if (size_ == 2 || removed_a_cause(known->second)) bases.push_back(candidate.picks);
  }
  for (const Picks& base : bases) {
    for (size_t i = 0; i < candidates_.size(); ++i) {
      if (size_ == 2) wanted.insert(united(base, candidates_[i].picks));
      for (size_t j = i + 1; size_ == 3 && j < candidates_.size(); ++j)
        wanted.insert(united(base, united(candidates_[i].picks, candidates_[j].picks)));
    }
  }
  return wanted;
}

/// What works, less one change.
std::set<Picks> FixSearch::shrinkings() const {
  std::set<Picks> wanted;
  for (const auto& [picks, known] : known_) {
    if (!known.passed || holds_a_fix(picks)) continue;
    for (const size_t pick : picks) {
      Picks smaller = picks;
      smaller.erase(pick);
      if (!smaller.empty() && !known_.contains(smaller)) wanted.insert(smaller);
    }
  }
  return wanted;
}

std::vector<FixSearch::Lab> FixSearch::next() {
  if (labs_run_ == 0) return {Lab{{}, whole_, true}};
  if (!is_over(whole_result_) || is_healthy()) return {};
  std::vector<Lab> labs;
  while (labs.empty() && size_ <= most_together) {
    labs = labs_for(shrinkings());
    if (labs.empty()) labs = labs_for(combinations());
  }
  return labs;
}

std::vector<FixSearch::Lab> FixSearch::labs_for(const std::set<Picks>& wanted) const {
  std::vector<Lab> labs;
  for (const Picks& picks : wanted) {
    if (known_.contains(picks) || holds_a_fix(picks)) continue;
    if (labs_run_ + int(labs.size()) >= most_labs_) break;
    if (auto lab = lab_for(picks)) labs.push_back(*std::move(lab));
  }
  return labs;
}

void FixSearch::take(const Lab& lab, const verdict::CaseResult& result) {
  ++labs_run_;
  if (lab.as_written) {
    whole_result_ = result;
    decide_goal();
    if (result.verdict == verdict::Verdict::failed) known_[{}] = {false, result};
    pool_candidates(result);
    return;
  }
  const Known& known = known_[lab.picks] = {result.verdict == verdict::Verdict::passed, result};
  if (lab.picks.empty() || removed_a_cause(known)) pool_candidates(result);
}

bool FixSearch::is_minimal(const Picks& picks) const {
  return std::ranges::all_of(picks, [&](size_t pick) {
    Picks smaller = picks;
    smaller.erase(pick);
    const auto known = known_.find(smaller);
    return known != known_.end() && !known->second.passed;
  });
}

std::string FixSearch::title_of(const Picks& picks) const {
  for (const Pooled& candidate : candidates_) {
    if (candidate.picks == picks) return candidate.title;
  }
  std::vector<std::string> titles;
  Picks rest = picks;
  for (const Pooled& candidate : candidates_) {
    if (!includes(rest, candidate.picks)) continue;
    titles.push_back(candidate.title);
    for (const size_t pick : candidate.picks) rest.erase(pick);
  }
  for (const size_t pick : rest)
    titles.push_back(fmt::format("'{}' on {}", pool_[pick].shown.command, pool_[pick].shown.node));
  return fmt::format("{}", fmt::join(titles, " + "));
}

int FixSearch::cost_of(const Picks& picks) const {
  int cost = 0;
  for (const Pooled& candidate : candidates_) {
    if (includes(picks, candidate.picks)) cost += candidate.cost;
  }
  return cost;
}

verdict::FixResult FixSearch::fix_of(const Picks& picks, const Known& known) const {
  verdict::FixResult fix;
  for (const size_t pick : picks) fix.changes.push_back(pool_[pick].shown);
  fix.costs = costs_of(known.result);
  fix.diff = unified_diff(whole_.file, whole_.source, source_with(picks).value_or(whole_.source));
  return fix;
}

/// What it fails of, and what it fails of when that is gone, on the way to the fixes.
std::vector<std::string> FixSearch::causes(const std::vector<Picks>& fixes) const {
  std::vector<std::string> ids, texts;
  for (const auto& entry : known_) {
    const bool leads_to_a_fix =
        std::ranges::any_of(fixes, [&](const Picks& fix) { return includes(fix, entry.first); });
    const bool on_the_way =
        entry.first.empty() || (leads_to_a_fix && removed_a_cause(entry.second));
    const verdict::StepResult* broken = ablate::first_broken(entry.second.result);
    if (!on_the_way || broken == nullptr) continue;
    for (const verdict::FindingResult& finding : broken->findings) {
      if (std::ranges::find(ids, finding.id) != ids.end()) continue;
      ids.push_back(finding.id);
      texts.push_back(fmt::format("{}: {}", finding.id, finding.text));
    }
  }
  return texts;
}

verdict::FixesResult FixSearch::result() const {
  verdict::FixesResult found;
  found.labs_run = labs_run_;
  found.goal = goal_is_answer_
                   ? "the case expects something to fail; here the goal is that every probe is "
                     "answered, and what the case expects of hops and counters is not checked"
                   : "the case passes as it is written";
  std::vector<Picks> fixes;
  for (const auto& [picks, known] : known_) {
    found.tried.push_back(
        fmt::format("{}: {}", picks.empty() ? "no change" : title_of(picks), ending(known.result)));
    if (known.passed && is_minimal(picks)) fixes.push_back(picks);
  }
  std::ranges::stable_sort(
      fixes, {}, [&](const Picks& picks) { return std::tuple(picks.size(), cost_of(picks)); });
  for (const Picks& picks : fixes) found.fixes.push_back(fix_of(picks, known_.at(picks)));
  for (const std::string& title : unwritable_)
    found.tried.push_back(title + ": not tried, since the case file cannot be changed that way");
  found.causes = causes(fixes);
  return found;
}

}  // namespace hopproof::fix

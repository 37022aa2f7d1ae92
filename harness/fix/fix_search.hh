#pragma once

#include "harness/case/case.hh"
#include "harness/fix/candidates.hh"
#include "harness/verdict/result.hh"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hopproof::fix {

/// The smallest changes that make a failing case work. Says which labs to run next and takes what
/// they showed, as WhySearch does:
///
///     while (!(labs = search.next()).empty()) for each: search.take(lab, result of lab.deployment)
///
/// The case as it is; every candidate alone; pairs; then triples on top of what removed a cause and
/// still failed. Of what works, each change is taken away again: only sets that need all of theirs
/// are fixes. Every change is made in the text of the case file, so that the diff is what ran.
class FixSearch {
 public:
  using Picks = std::set<size_t>;  ///< of the pool of changes

  struct Lab {
    Picks picks;
    Case deployment;
    bool as_written = false;  ///< the case itself, with its own expectations
  };

  /// `most_labs` bounds the search.
  explicit FixSearch(const Case& whole, int most_labs = 200);

  std::vector<Lab> next();
  void take(const Lab& lab, const verdict::CaseResult& result);

  /// The case as it ran. Valid after the first round.
  const verdict::CaseResult& whole() const { return whole_result_; }
  /// The case passes and expects no failure: there is nothing to fix.
  bool is_healthy() const;
  /// The labs after the first are to answer every probe, whatever the case claims (goal.hh).
  bool answered_is_goal() const { return goal_is_answer_; }
  verdict::FixesResult result() const;

 private:
  struct Known {
    bool passed = false;
    verdict::CaseResult result;
  };
  /// A candidate whose changes are in the pool.
  struct Pooled {
    std::string title;
    Picks picks;
    int cost = 0;
  };

  void decide_goal();
  void pool_candidates(const verdict::CaseResult& failing);
  size_t pooled(Change change);
  std::optional<std::string> source_with(const Picks& picks) const;
  std::optional<Lab> lab_for(const Picks& picks) const;
  std::vector<Lab> labs_for(const std::set<Picks>& wanted) const;
  std::set<Picks> combinations();
  std::set<Picks> shrinkings() const;
  bool holds_a_fix(const Picks& picks) const;
  bool removed_a_cause(const Known& known) const;
  std::string title_of(const Picks& picks) const;
  int cost_of(const Picks& picks) const;
  bool is_minimal(const Picks& picks) const;
  verdict::FixResult fix_of(const Picks& picks, const Known& known) const;
  std::vector<std::string> causes(const std::vector<Picks>& fixes) const;

  const Case& whole_;
  int most_labs_;
  int labs_run_ = 0;
  size_t size_ = 0;  ///< candidates in the sets of the round at hand
  bool goal_is_answer_ = false;
  verdict::CaseResult whole_result_;
  std::vector<Change> pool_;
  std::vector<Pooled> candidates_;
  std::vector<std::string> unwritable_;
  std::map<Picks, Known> known_;
};

}  // namespace hopproof::fix

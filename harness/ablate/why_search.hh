#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/result.hh"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hopproof::ablate {

/// Which sets of a case's items suffice. Says which labs to run next and takes what they showed:
///
///     while (!(labs = search.next()).empty()) for each: search.take(lab, result of lab.deployment)
///
/// From the whole case down: of each set that passes, every item is removed, one at a time. Nothing
/// is taken for granted of larger or smaller sets, since an item may break a case as well as make
/// it work; but what a run did not touch can be left out without a lab of its own. Sets that pass
/// only when two items go at once are not searched for.
class WhySearch {
 public:
  using Items = std::set<std::string>;

  struct Lab {
    Items present;
    Case deployment;
  };

  /// `most_labs` bounds the search; the notes say what it leaves out.
  explicit WhySearch(const Case& whole, int most_labs = 400);

  /// The labs of the next round; empty: the search is over.
  /// The first is the whole case.
  std::vector<Lab> next();
  void take(const Lab& lab, const verdict::CaseResult& result);

  /// The whole case, as it ran. Valid after the first round.
  const verdict::CaseResult& whole() const { return whole_result_; }
  /// What a lab shows is held against the case's own expectations, unlike a fix's.
  static constexpr bool answered_is_goal() { return false; }
  verdict::WhyResult result() const;

 private:
  struct Known {
    bool passed = false;
    bool was_run = false;  ///< else it follows from a run that touched nothing else
    Items touched;         ///< of a run
    verdict::AblationResult row;
  };

  Items without(const Items& present, const std::string& item) const;
  Case deployment_of(const Items& present) const;
  std::vector<std::string> removed(const Items& present) const;
  void descend_from(const Items& present, std::set<Items>& wanted) const;
  void confirm_minimal(std::set<Items>& wanted) const;
  bool is_minimal(const Items& present) const;
  std::vector<std::string> in_order(const Items& items) const;
  void add_notes(verdict::WhyResult& found) const;

  const Case& whole_;
  std::vector<std::string> order_;  ///< of the items in the case file
  int most_labs_;
  int labs_run_ = 0;
  size_t left_ = 0;  ///< labs that the bound left out
  verdict::CaseResult whole_result_;
  std::map<Items, Known> known_;
  std::vector<Items> passing_;  ///< sets that ran and passed, not descended from yet
};

}  // namespace hopproof::ablate

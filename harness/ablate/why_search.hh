#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/result.hh"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hopproof::ablate {

/// Which sets of a case's items suffice. Says which labs to run next and takes what they showed:
///
///     while (!(labs = search.next()).empty()) for each: search.take(lab, result of lab.deployment)
///
/// Of a set that passes, items are left out as long as it passes: all that can go one at a time at
/// once, else one of them. What a run did not touch goes without a lab: a run is the same without
/// it, whether it passed or failed. At the end of each descent every set that is one item smaller
/// is run, so nothing is taken for granted of what is called minimal. Then the whole case is tried
/// without something of every minimal set: where it passes, there is another.
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
  struct Known {  ///< of a set that was run
    bool passed = false;
    Items touched;
    verdict::AblationResult row;
  };
  enum class Stage { begin, one_less, all_less, confirm, others, over };

  std::set<Items> questions() const;
  void advance();
  void descend_to(const Items& present);
  void leave_out_one();
  void confirm();
  void look_elsewhere();
  std::optional<bool> verdict_of(const Items& present) const;
  bool was_run(const Items& present) const;
  Items used_in(const Items& present) const;
  std::set<Items> hitting_sets() const;
  Items items_of(const Case& deployment) const;
  Items without(const Items& present, const std::string& item) const;
  Items without_all(const Items& present, const Items& items) const;
  Case deployment_of(const Items& present) const;
  std::vector<std::string> removed(const Items& present) const;
  std::vector<std::string> in_order(const Items& items) const;
  void add_notes(verdict::WhyResult& found) const;
  void add_worse_sets(verdict::WhyResult& found) const;

  const Case& whole_;
  std::vector<std::string> order_;  ///< of the items in the case file
  int most_labs_;
  int labs_run_ = 0;
  std::vector<Items> open_;  ///< what the bound left out
  verdict::CaseResult whole_result_;
  std::map<Items, Known> known_;

  Stage stage_ = Stage::begin;
  Items current_;    ///< it passes; something is left out of it
  Items needed_;     ///< what it, or a larger set before it, fails without
  Items removable_;  ///< what it passes without
  std::set<Items> minimal_;
};

}  // namespace hopproof::ablate

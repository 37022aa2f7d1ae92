#pragma once

#include "harness/verdict/result.hh"
#include "reports/paint.hh"

#include <map>
#include <string>
#include <vector>

namespace hopproof::reports {

/// One thing that a case does otherwise in the second run. `before` or `after` is "" where it is
/// only in the other.
struct RunChange {
  std::string what;  ///< "verdict", "step 2: outcome", "step 1: request, 2nd hop"
  std::string before, after;
};

/// What changed in one case.
struct CaseDiff {
  std::string title;  ///< "one-arm/4-masquerade, engine"
  std::vector<RunChange> changes;
  double seconds_before = 0, seconds_after = 0;

  /// Twice as long or half as long, and more than noise.
  bool took_otherwise() const;
};

/// The id of a case in the first run, and in the second.
using CasePairs = std::map<std::string, std::string>;

/// Holds two runs against each other, case by case: verdicts, outcomes, findings, who served, and
/// the tuple at every hop, ports that a kernel chose by name. Cases are matched by id and director;
/// by id alone where each run has one director, another one. `pairs` names cases that are called
/// otherwise in the second run. Cases without a change
/// are left out, unless their time differs.
std::vector<CaseDiff> diff(const verdict::RunResult& before, const verdict::RunResult& after,
                           const CasePairs& pairs = {});

/// Whether anything changed; time alone is not a difference.
bool differs(const std::vector<CaseDiff>& diffs);

std::string diff_text(const std::vector<CaseDiff>& diffs, const Paint& paint);

}  // namespace hopproof::reports

#pragma once

#include "harness/case/case.hh"
#include "harness/faults/row.hh"
#include "harness/verdict/result.hh"

#include <optional>
#include <string>
#include <vector>

namespace hopproof::faults {

/// What was said of one row, held against what is true of it.
struct RowScore {
  std::string deployment, fault, title;  ///< fault: its kind; "two faults"
  bool no_effect = false;     ///< it passes with the fault in: it says nothing, and is not counted
  bool right = false;         ///< the first finding is the fault, at its node
  bool accuses = false;       ///< a finding blames something that was not put in
  bool unexplained = false;   ///< no finding at all, or only that
  bool contradicted = false;  ///< the prediction promised an answer to a client that got none
  bool is_static = false;
  bool warned = false;        ///< lint has a warning
  std::optional<bool> cured;  ///< a `try` of the first finding, applied
  std::optional<bool> fixed;  ///< `fix` found something; nullopt: not asked
  std::string expected, got;

  bool is_miss() const { return !no_effect && (!right || accuses || unexplained || contradicted); }
};

/// Scores a row by the run of its case.
RowScore score(const Row& row, const Case& deployment, const verdict::CaseResult& result);

/// The first step that failed; null when none did.
const verdict::StepResult* failed_step(const verdict::CaseResult& result);

/// The row's case with the commands of a `try` given before the probe: each of the first finding
/// alone, then the first two, three and so on. What says of itself that it is one layer, or only
/// shows more, promises no cure. Empty where nothing does.
std::vector<std::string> cures(const Row& row, const verdict::CaseResult& result);

/// A table by deployment, one by fault, and the sums.
std::string table(const std::vector<RowScore>& scores);

}  // namespace hopproof::faults

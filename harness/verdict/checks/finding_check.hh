#pragma once

#include "harness/verdict/mismatch.hh"

#include <optional>
#include <vector>

namespace hopproof {

/// `finding:` the findings of these connections are exactly those written, in that order; `at` is
/// compared where it is written.
std::optional<MismatchResult> check_findings(const Expect& expect,
                                             const std::vector<FindingResult>& found);

}  // namespace hopproof

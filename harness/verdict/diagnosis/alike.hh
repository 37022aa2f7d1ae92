#pragma once

#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::verdict {

/// The same finding at several of `servers` becomes one, at the first of them: "2 servers alike
/// (rs1, rs2): ...". Its flows and remedies are those of all.
std::vector<FindingResult> with_alike_merged(std::vector<FindingResult> findings,
                                             const std::vector<std::string>& servers);

}  // namespace hopproof::verdict

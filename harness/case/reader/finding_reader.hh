#pragma once

#include "harness/case/reader/parse_context.hh"

#include <vector>

namespace hopproof {

/// Reads one finding or a list of them, their places checked; `none` is not a finding at all.
std::vector<FindingClaim> read_findings(const YamlNode& node, ParseContext& context);

}  // namespace hopproof

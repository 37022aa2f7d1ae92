#pragma once

#include "harness/verdict/result.hh"

#include <cstddef>
#include <vector>

namespace hopproof {

/// What was found about one connection, and where that cause stands among all: along the way of the
/// packets, the first to bite first.
struct RankedFinding {
  size_t rank = 0;
  FindingResult finding;
};
using RankedFindings = std::vector<RankedFinding>;

}  // namespace hopproof

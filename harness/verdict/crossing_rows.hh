#pragma once

#include "harness/verdict/mismatch.hh"

#include <vector>

namespace hopproof::verdict {

struct CrossingRows {
  std::vector<CrossingResult> rows;
  int left_out = 0;
};

/// What crossed from node to node in the step, by time: at most 500, those of connections that a
/// finding explains before those of other connections, and address resolution last; beyond them what
/// a mismatch points to (by its frame) or a finding cites. The others are counted.
CrossingRows crossing_rows(const std::vector<Connection>& connections, const Mismatches& mismatches,
                           const std::vector<FindingResult>& findings, const Evidence& evidence);

}  // namespace hopproof::verdict

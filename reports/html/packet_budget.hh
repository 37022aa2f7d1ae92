#pragma once

#include "harness/verdict/result.hh"

namespace hopproof::html {

/// How many packets a page holds at most: more make it slow to open.
inline constexpr size_t most_packets = 20'000;

/// How many packets of each step fit into a page with all of these cases.
size_t packets_per_step(const RunResult& run, size_t most = most_packets);

/// The case with at most so many packets in a step. Those that offend and those that a finding
/// cites stay; what goes is counted in crossings_left_out.
CaseResult with_packets(CaseResult result, size_t most_in_a_step);

}  // namespace hopproof::html

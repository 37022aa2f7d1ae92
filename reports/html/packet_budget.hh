#pragma once

#include "harness/verdict/result.hh"

namespace hopproof::reports::html {

/// How many packets a page holds at most: more make it slow to open.
inline constexpr size_t most_packets = 20'000;

/// How many packets of each step fit into a page with all of these cases.
size_t packets_per_step(const verdict::RunResult& run, size_t most = most_packets);

/// The case with at most so many packets in a step. Those that offend and those that a finding
/// cites stay; what goes is counted in crossings_left_out.
verdict::CaseResult with_packets(verdict::CaseResult result, size_t most_in_a_step);

}  // namespace hopproof::reports::html

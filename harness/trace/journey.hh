#pragma once

#include "harness/trace/trace.hh"

#include <vector>

namespace hopproof::trace {

/// Links each arrival at a node with the departure that is the same packet. Every crossing belongs
/// to exactly one journey; a packet that a node makes itself (a reset, an ICMP error) starts one.
std::vector<Journey> link_journeys(const std::vector<Crossing>& crossings,
                                   const std::vector<Frame>& frames);

}  // namespace hopproof::trace

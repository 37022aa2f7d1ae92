#pragma once

#include "harness/verdict/names.hh"

namespace hopproof {

/// True when the crossing is the hop that the pattern names: its nodes (roles resolved, `any` any
/// node) and its network where one is written.
bool is_hop(const HopPattern& pattern, const Crossing& crossing, const Names& names);

/// "rs1 > client", "rs1 > nobody" where no node on the segment has the frame's address.
std::string hop_text(const Crossing& crossing);

}  // namespace hopproof

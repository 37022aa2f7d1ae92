#pragma once

#include "harness/verdict/names.hh"

namespace hopproof::verdict {

/// True when the crossing is the hop that the pattern names: its nodes (roles resolved, `any` any
/// node) and its network where one is written.
bool is_hop(const HopPattern& pattern, const trace::Crossing& crossing, const Names& names);

/// "rs1 > client", "rs1 > nobody" where no node on the segment has the frame's address.
std::string hop_text(const trace::Crossing& crossing);

}  // namespace hopproof::verdict

#pragma once

#include "harness/trace/trace.hh"

#include <vector>

namespace hopproof::trace {

/// Pairs what was seen at the two node ends of each segment into crossings, by time. Frames with
/// the same bytes are paired by the order in which they occur, since two taps may stamp one frame
/// in either order. A unicast frame has one crossing, a broadcast one for each other node. Switch
/// ports never make a crossing. `frames` are sorted by time.
std::vector<Crossing> pair_sightings(const std::vector<TapInfo>& taps,
                                     const std::vector<Frame>& frames);

}  // namespace hopproof::trace

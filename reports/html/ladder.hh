#pragma once

#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::html {

/// Packets as a ladder: a column per node interface, an arrow per crossing, in causal order.
/// Rewritten fields are underlined and marked with an asterisk; a resend is dashed; the offending
/// packet carries a flag; a packet that was lost on the segment ends in a cross. `caption` is what
/// a screen reader says. At most 80 arrows; the rest is named and left to the capture.
std::string ladder(const std::vector<const CrossingResult*>& crossings, const std::string& caption);

}  // namespace hopproof::html

#pragma once

#include "harness/case/reader/lines_reader.hh"

#include <vector>

namespace hopproof {

/// Turns what iptables-save prints (*nat, :CHAIN POLICY [0:0], [0:0] -A ..., COMMIT) into the lines
/// that would be typed; other lines stay as they are. A policy of ACCEPT is not a line: it is so
/// anyway.
std::vector<Line> unfold_iptables_save(std::vector<Line> lines, ParseContext& context);

}  // namespace hopproof

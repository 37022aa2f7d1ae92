#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::html {

/// The deployment as an SVG: a box for each node, a line for each network, a drop for each
/// interface with its addresses; and the same as a table for who cannot see it.
std::string topology(const CaseResult& result);

}  // namespace hopproof::html

#pragma once

#include "harness/case/reader/parse_context.hh"

namespace hopproof {

/// Reads `needs` into the case. Its nodes and steps are there already.
void read_needs(const YamlNode& map, ParseContext& context);

}  // namespace hopproof

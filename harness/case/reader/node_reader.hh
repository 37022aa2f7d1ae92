#pragma once

#include "harness/case/reader/parse_context.hh"

namespace hopproof {

/// Reads `nodes` into the case. Its networks are there already.
void read_nodes(const YamlNode& map, ParseContext& context);

}  // namespace hopproof

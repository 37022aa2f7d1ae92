#pragma once

#include "harness/case/reader/parse_context.hh"

namespace hopproof {

/// Reads `steps` into the case. Its nodes are there already.
void read_steps(const YamlNode& list, ParseContext& context);

}  // namespace hopproof

#pragma once

#include "harness/case/reader/parse_context.hh"

namespace hopproof {

/// Reads `expect` into the step: a map, or a list of maps.
void read_expect(const YamlNode& key, const YamlNode& node, Step& step, ParseContext& context);

}  // namespace hopproof

#pragma once

#include "harness/case/reader/draft.hh"

namespace hopproof {

/// Reads `expect` into the step: a map, or a list of maps.
void read_expect(const YamlNode& key, const YamlNode& node, Step& step, Draft& draft);

}  // namespace hopproof

#pragma once

#include "harness/case/reader/draft.hh"

namespace hopproof {

/// Reads `needs` into the draft. Its nodes and steps are there already.
void read_needs(const YamlNode& map, Draft& draft);

}  // namespace hopproof

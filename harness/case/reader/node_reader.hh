#pragma once

#include "harness/case/reader/draft.hh"

namespace hopproof {

/// Reads `nodes` into the draft. Its networks are there already.
void read_nodes(const YamlNode& map, Draft& draft);

}  // namespace hopproof

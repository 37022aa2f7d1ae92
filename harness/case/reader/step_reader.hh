#pragma once

#include "harness/case/reader/draft.hh"

namespace hopproof {

/// Reads `steps` into the draft. Its nodes are there already.
void read_steps(const YamlNode& list, Draft& draft);

}  // namespace hopproof

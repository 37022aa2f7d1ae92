#pragma once

#include "harness/case/reader/draft.hh"

#include <vector>

namespace hopproof {

/// Reads `interfaces`: name to address, list or {network:, addresses:}, in the order written.
std::vector<Interface> read_interfaces(const YamlNode& map, Draft& draft);

}  // namespace hopproof

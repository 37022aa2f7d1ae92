#pragma once

#include "harness/case/reader/parse_context.hh"

#include <vector>

namespace hopproof {

/// Reads `interfaces`: name to address, list or {network:, addresses:}, in the order written.
std::vector<Interface> read_interfaces(const YamlNode& map, ParseContext& context);

}  // namespace hopproof

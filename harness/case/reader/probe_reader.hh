#pragma once

#include "harness/case/reader/parse_context.hh"

namespace hopproof {

/// Reads `probe` and notes the connection that it holds. `key` is where the probe is named.
Probe read_probe(const YamlNode& key, const YamlNode& map, ParseContext& context);

}  // namespace hopproof

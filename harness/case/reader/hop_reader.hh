#pragma once

#include "harness/case/reader/parse_context.hh"

#include <optional>
#include <vector>

namespace hopproof {

/// Reads hops and their packets: a map hop: packet or list of packets, or a list of such maps.
std::vector<HopClaim> read_hops(const YamlNode& node, ParseContext& context);

/// Reads `request` or `reply`: hops, or `none`.
Way read_way(const YamlNode& node, const Place& place, ParseContext& context);

/// Reads the packet that a scalar is, its names checked; nullopt after an error was reported.
std::optional<PacketPattern> read_packet(const YamlNode& scalar, ParseContext& context);

}  // namespace hopproof

#pragma once

#include "harness/case/reader/draft.hh"

#include <optional>
#include <vector>

namespace hopproof {

/// Reads hops and their packets: a map hop: packet or list of packets, or a list of such maps.
std::vector<HopClaim> read_hops(const YamlNode& node, Draft& draft);

/// Reads `request` or `reply`: hops, or `none`.
Way read_way(const YamlNode& node, const Place& place, Draft& draft);

/// Reads the packet that a scalar is, its names checked; nullopt after a complaint.
std::optional<PacketPattern> read_packet(const YamlNode& scalar, Draft& draft);

}  // namespace hopproof

#pragma once

#include "harness/base/address.hh"
#include "harness/trace/flow_key.hh"
#include "harness/trace/packet.hh"

#include <compare>
#include <cstdint>
#include <optional>

namespace hopproof::trace {

/// What a connection is known by at one hop. The id of an echo is in both ports; a fragment
/// after the first, an ICMP error and other protocols have ports 0.
struct Tuple {
  uint8_t protocol = 0;
  Endpoint source, destination;

  Tuple reversed() const { return {protocol, destination, source}; }
  auto operator<=>(const Tuple&) const = default;
};

/// Of the innermost packet where tunnels are stacked; nullopt for what is not IP.
std::optional<Tuple> tuple_of(const Packet& packet);

/// The first tuple of a connection, as its client sees it.
Tuple tuple_of(const FlowKey& key);

/// The packet inside all tunnels, or the packet itself.
const Packet& innermost(const Packet& packet);

}  // namespace hopproof::trace

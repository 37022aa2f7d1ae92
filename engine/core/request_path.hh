#pragma once

#include "engine/core/nat_state.hh"
#include "engine/core/wire/packet.hh"

namespace hopproof::core {

/// A packet on its way from a client (ip_vs_in_hook for TCP and UDP).
Verdict handle_request(NatState& nat, const Packet& packet, const Arrival& arrival);

/// The way to the connection's server as last asked for.
const Route& route_of(NatState& nat, const Connection& connection);

/// How a packet to `server` may go on, before anything is rewritten.
enum class Way : uint8_t { out, up, blocked };

/// 127/8 does not cross the director's edge in either direction (crosses_local_route_boundary).
Way way_to(const Route& route, const Packet& packet, const Connection& connection, Hook hook);

}  // namespace hopproof::core

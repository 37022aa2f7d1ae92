#pragma once

#include "engine/core/nat_state.hh"

namespace hopproof::core {

/// The life of a connection table entry: what has to change together when one is made, moves to
/// another state, or ends.

/// Counts the entry among its server's and computes what its rewriting does to checksums. The
/// addresses, ports, protocol, family and flags are set already.
void bind(Connection& connection, Server& server);
/// Undoes the counting.
void unbind(const Connection& connection);

/// Starts the entry's timer anew, as every packet of it does.
inline void touch(NatState& nat, Connection& connection) {
  connection.deadline = nat.now + Time{connection.timeout};
  if (!connection.one_packet)
    nat.connections.wheel().deadline_changed(nat.connections.id(connection));
}

/// Moves an entry on after a packet (ip_vs_set_state). `transport` is what follows the IP
/// header; nothing happens where that is too short.
void advance_state(NatState& nat, Connection& connection, Direction direction,
                   std::span<const uint8_t> transport);

/// Makes `connection` follow the template.
void follow(NatState& nat, Connection& connection, Connection& leader);

/// Ends the entry now: notifies the surroundings, the server, its template.
void close(NatState& nat, Connection& connection);

/// Ends all entries whose time has come.
void expire(NatState& nat);

}  // namespace hopproof::core

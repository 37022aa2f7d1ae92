#pragma once

#include "engine/core/nat_state.hh"
#include "engine/core/opening.hh"

namespace hopproof::core {

/// A new connection, or what becomes of the packet that got none.
struct Scheduled {
  Connection* connection = nullptr;
  Verdict verdict;
};

/// Finds the service and a server for what has no connection (ip_vs_try_to_schedule).
Scheduled schedule(NatState& nat, const Opening& opening, const Arrival& arrival);

/// No server is usable: the port is unreachable, for TCP too (ip_vs_leave); with cache_bypass, what
/// a mark brought here goes on to where it was going.
Scheduled leave(NatState& nat, const Service& service, const Opening& opening,
                const Arrival& arrival);

/// Makes the entry for a connection to `server` at `destination_port`; nullptr: the table is full.
Connection* open(NatState& nat, const Opening& opening, const Arrival& arrival, Service& service,
                 Server& server, uint16_t destination_port);

}  // namespace hopproof::core

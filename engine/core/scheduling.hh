#pragma once

#include "engine/core/nat_state.hh"
#include "engine/core/packet.hh"

namespace hopproof::core {

/// A new connection, or what becomes of the packet that got none.
struct Scheduled {
  Connection* connection = nullptr;
  Verdict verdict;
};

/// Finds the service and a server for a packet without connection (ip_vs_try_to_schedule).
Scheduled schedule(NatState& nat, const Packet& packet, const Arrival& arrival);

/// No server is usable: the port is unreachable, for TCP too (ip_vs_leave).
Verdict leave(NatState& nat, const Service& service, const Packet& packet);

/// Makes the entry for a request to `server` at `destination_port`; nullptr: the table is full.
Connection* open(NatState& nat, const Packet& packet, const Arrival& arrival, Service& service,
                 Server& server, uint16_t destination_port);

}  // namespace hopproof::core

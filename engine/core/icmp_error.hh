#pragma once

#include "engine/core/nat_state.hh"
#include "engine/core/wire/packet.hh"

namespace hopproof::core {

/// ICMP or, for its family, ICMPv6.
inline bool is_icmp(const Packet& packet) {
  return packet.protocol() == (packet.is_v4() ? protocol::icmp : protocol::icmp6);
}

/// An ICMP error from the client's side about a reply (ip_vs_in_icmp): goes on to the server,
/// quoting what the server sent, from the address that it came from. With schedule_icmp one about
/// no connection makes one.
Verdict handle_request_error(NatState& nat, const Packet& packet, const Arrival& arrival);

/// An ICMP error from the server's side about a request (ip_vs_out_icmp): goes on to the client,
/// quoting what the client sent, from the VIP whoever sent it.
Verdict handle_reply_error(NatState& nat, const Packet& packet);

}  // namespace hopproof::core

#pragma once

#include "harness/base/address.hh"
#include "harness/differential/stimulus.hh"

#include <cstdint>
#include <optional>

namespace hopproof::differential {

// The parts of a director's network stack that scenarios meet around IPVS.

/// ip_rcv() and ip6_rcv() let the packet in.
bool is_received(const Bytes& packet);

/// What forwarding does to a packet.
void decrement_hops(Bytes& packet);

/// The answer to a packet for the director's own stack, where no socket listens: RST, port or
/// protocol unreachable; nullopt: silence.
std::optional<Bytes> local_answer(const Bytes& packet);

/// Whether it is one of the VIPs.
bool is_own(const IpAddress& address);

/// The firewall mark that the deployment gives a packet of a client.
uint32_t mark_of(const Bytes& packet);

/// The director's address on the way to clients or servers of the lab (see deployment()).
IpAddress own_address(const IpAddress& peer);

}  // namespace hopproof::differential

#pragma once

#include "harness/base/address.hh"

#include <cstdint>

namespace hopproof::trace {

/// Echo request or reply: the messages that have an id and a sequence number.
bool is_icmp_echo(Family family, uint8_t type);
bool is_icmp_echo_request(Family family, uint8_t type);

/// The messages that quote the packet they are about (RFC 792, RFC 4443).
bool is_icmp_error(Family family, uint8_t type);

/// Router and neighbour discovery (RFC 4861) and multicast listeners: IPv6's counterpart of ARP.
bool is_icmp6_discovery(uint8_t type);

}  // namespace hopproof::trace

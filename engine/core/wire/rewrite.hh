#pragma once

#include "engine/core/connections/connection.hh"
#include "engine/core/wire/packet.hh"

namespace hopproof::core {

/// Gives a request its server's address and port, checksums brought up to date (RFC 1624).
/// False, and the packet unchanged: the transport's header is cut short.
bool rewrite_request(const Packet& packet, const Connection& connection);

/// Gives a reply the virtual address and port; otherwise as above.
bool rewrite_reply(const Packet& packet, const Connection& connection);

/// Makes a whole TCP, UDP or SCTP packet one that comes from there; what is none stays as it is.
void put_source(std::span<uint8_t> packet, const Endpoint& source);

/// One hop less to go.
void decrement_ttl(const Packet& packet);

}  // namespace hopproof::core

#pragma once

#include "engine/core/packed_address.hh"
#include "engine/core/protocol.hh"

#include <cstdint>

namespace hopproof::core {

struct Server;

/// Handle of a connection in its table; `no_connection` is none.
using ConnectionId = uint32_t;
inline constexpr ConnectionId no_connection = UINT32_MAX;

/// One entry of the connection table (struct ip_vs_conn). A plain record of two cache lines: the
/// first is all that a lookup in either direction reads, the second what a packet changes.
struct alignas(64) Connection {
  PackedAddress client, virtual_address, destination;
  uint16_t client_port, virtual_port, destination_port;  // host order
  uint8_t protocol;
  Family family;
  ConnectionId next_in, next_out;  // chains of the two hash tables

  Server* server;    // never null; a deleted server waits in the trash while it is referred to
  Time deadline;     // when it expires unless a packet comes
  uint32_t timeout;  // milliseconds; every packet starts it anew
  ConnectionId wheel_next, wheel_previous;
  uint32_t wheel_slot;
  ConnectionId control;  // the template that this connection follows
  uint32_t controlled;   // how many connections follow this template
  uint8_t state;         // TcpState for TCP; for templates 0 NONE, 1 ASSURED
  bool inactive : 1;     // counted in the server's inactive connections
  bool is_template : 1;
  bool one_packet : 1;  // never hashed, gone after its packet
  bool replied : 1;     // a reply has been seen
  bool live : 1;        // in the table
  uint8_t tag;          // the attachment's own; 0 when new

  Endpoint client_endpoint() const { return {client.unpack(family), client_port}; }
  Endpoint virtual_endpoint() const { return {virtual_address.unpack(family), virtual_port}; }
  Endpoint destination_endpoint() const { return {destination.unpack(family), destination_port}; }
};

static_assert(sizeof(Connection) == 128);

}  // namespace hopproof::core

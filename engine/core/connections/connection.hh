#pragma once

#include "engine/core/connections/flow_key.hh"
#include "engine/core/time.hh"
#include "engine/core/wire/packed_address.hh"
#include "harness/base/protocol.hh"

#include <cstddef>
#include <cstdint>

namespace hopproof::core {

struct Server;

/// Handle of a connection in its table; `no_connection` is none.
using ConnectionId = uint32_t;
inline constexpr ConnectionId no_connection = UINT32_MAX;

/// One entry of the connection table (struct ip_vs_conn). A plain record of two cache lines: the
/// first holds all that a packet of IPv4 reads or changes, in either direction
/// (docs/adr/0010-connection-table.md).
struct alignas(64) Connection {
  AddressFront client_front, virtual_front, destination_front;
  uint16_t client_port, virtual_port, destination_port;  // host order
  uint8_t protocol;
  Family family;
  ConnectionId next_request, next_reply;  // what overflows from buckets of the two hash tables
  uint32_t wheel_tick;   // where the timer wheel keeps it; never after its deadline's own tick
  Server* server;        // never null; a deleted server waits in the trash while it is referred to
  Time deadline;         // when it expires unless a packet comes
  uint32_t timeout;      // milliseconds; every packet starts it anew
  ConnectionId control;  // the template that this connection follows
  uint16_t address_delta;    // what a request's rewriting adds to the IP header's checksum
  uint16_t transport_delta;  // and to that of TCP or UDP
  uint8_t state;             // TcpState, SctpState; of templates 0 NONE, 1 ASSURED
  bool inactive : 1;         // counted in the server's inactive connections
  bool is_template : 1;
  bool one_packet : 1;      // never hashed, gone after its packet
  bool local_client : 1;    // the director itself is the client
  bool replied : 1;         // a reply has been seen
  bool ftp : 1;             // a control connection that the FTP helper reads along on
  bool no_client_port : 1;  // of FTP data: the first packet shows it
  bool bypass : 1;          // goes on to where it was going (net.ipv4.vs.cache_bypass)
  uint8_t tag;              // the attachment's own; 0 when new
  uint8_t in_packets;       // requests seen, 255 for more

  // The second line, for IPv6, timers and templates.
  AddressRest client_rest, virtual_rest, destination_rest;
  ConnectionId wheel_next, wheel_previous;
  uint32_t controlled;  // how many connections follow this template

  /// Who talks to whom: as requests name it, and the server's end.
  void set_ends(const FlowKey& request, const PackedAddress& server_address, uint16_t server_port) {
    client_front = request.client.front(), client_rest = request.client.rest();
    virtual_front = request.other.front(), virtual_rest = request.other.rest();
    destination_front = server_address.front(), destination_rest = server_address.rest();
    client_port = request.client_port;
    virtual_port = request.other_port;
    destination_port = server_port;
    protocol = request.protocol;
    family = request.family;
  }

  PackedAddress client() const { return join(client_front, client_rest); }
  PackedAddress virtual_address() const { return join(virtual_front, virtual_rest); }
  PackedAddress destination() const { return join(destination_front, destination_rest); }
  Endpoint client_endpoint() const { return {client().unpack(family), client_port}; }
  Endpoint virtual_endpoint() const { return {virtual_address().unpack(family), virtual_port}; }
  /// As the kernel has it: nothing for one that goes on to where it was going.
  Endpoint destination_endpoint() const {
    return {(bypass ? PackedAddress{} : destination()).unpack(family), destination_port};
  }

  FlowKey request_key() const {
    return {client(), virtual_address(), client_port, virtual_port, protocol, family};
  }
  FlowKey reply_key() const {
    return {client(), destination(), client_port, destination_port, protocol, family};
  }

 private:
  PackedAddress join(AddressFront front, const AddressRest& rest) const {
    return family == Family::v4 ? PackedAddress::from(front) : PackedAddress::from(front, rest);
  }
};

static_assert(offsetof(Connection, client_rest) == 64 && sizeof(Connection) == 128);

}  // namespace hopproof::core

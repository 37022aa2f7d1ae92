#pragma once

#include "engine/core/wire/packet.hh"
#include "engine/core/wire/packet_key.hh"

#include <cstdint>

namespace hopproof::core {

/// What asks for a new connection: a request, or the reply that an ICMP error of a client's side
/// quotes, whose ends are the other way round.
struct Opening {
  const Packet& packet;
  bool quoted = false;

  FlowKey key() const { return quoted ? reply_key(packet) : request_key(packet); }
  uint8_t protocol() const { return packet.protocol(); }
  Family family() const { return packet.family(); }
  PackedAddress client() const { return quoted ? packet.destination() : packet.source(); }
  PackedAddress virtual_address() const { return quoted ? packet.source() : packet.destination(); }
  uint16_t client_port() const { return quoted ? packet.destination_port() : packet.source_port(); }
  uint16_t virtual_port() const {
    return quoted ? packet.source_port() : packet.destination_port();
  }
};

}  // namespace hopproof::core

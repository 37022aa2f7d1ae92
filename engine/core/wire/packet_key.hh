#pragma once

#include "engine/core/connections/flow_key.hh"
#include "engine/core/wire/packet.hh"

namespace hopproof::core {

/// How a packet with ports names its connection if it comes from the client.
inline FlowKey request_key(const Packet& packet) {
  return {packet.source(),           packet.destination(), packet.source_port(),
          packet.destination_port(), packet.protocol(),    packet.family()};
}

/// And if it comes from the server.
inline FlowKey reply_key(const Packet& packet) {
  return {packet.destination(), packet.source(),   packet.destination_port(),
          packet.source_port(), packet.protocol(), packet.family()};
}

}  // namespace hopproof::core

#include "harness/trace/tuple.hh"

#include "harness/base/protocol.hh"
#include "harness/trace/icmp.hh"

namespace hopproof::trace {
namespace {

bool is_icmp(uint8_t number) { return number == protocol::icmp || number == protocol::icmp6; }

bool is_tunnel(const Packet& packet) {
  return packet.carried && (packet.protocol == protocol::ipip || packet.protocol == protocol::ipv6);
}

}  // namespace

const Packet& innermost(const Packet& packet) {
  return is_tunnel(packet) ? innermost(*packet.carried) : packet;
}

std::optional<Tuple> tuple_of(const Packet& packet) {
  const Packet& inner = innermost(packet);
  if (!inner.is_ip) return std::nullopt;
  const uint16_t id = inner.icmp ? inner.icmp->id : uint16_t{0};
  return Tuple{inner.protocol,
               {inner.source, inner.source_port.value_or(id)},
               {inner.destination, inner.destination_port.value_or(id)}};
}

Tuple tuple_of(const FlowKey& key) {
  if (!is_icmp(key.protocol)) return {key.protocol, key.local, key.remote};
  return {key.protocol, {key.local.address, key.echo_id}, {key.remote.address, key.echo_id}};
}

}  // namespace hopproof::trace

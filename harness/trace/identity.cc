#include "harness/trace/identity.hh"

#include "harness/base/protocol.hh"
#include "harness/trace/fnv.hh"
#include "harness/trace/icmp.hh"
#include "harness/trace/tuple.hh"

namespace hopproof::trace {
namespace {

using Kind = Identity::Kind;

uint64_t pair(uint32_t high, uint32_t low) { return uint64_t{high} << 32 | low; }

uint64_t hash(const Identity& identity) {
  Fnv fnv;
  fnv.add(uint64_t{identity.protocol});
  for (const uint64_t word : identity.words) fnv.add(word);
  return fnv.value();
}

/// A router leaves the id of an IPv4 datagram alone; one of IPv6 gets a new one where it was put
/// together in between.
Identity of_fragment(const Packet& packet) {
  const uint32_t id = packet.source.is_v4() ? packet.ip_id : 0;
  const uint32_t place = uint32_t{packet.fragment_offset} << 1 | uint32_t{packet.more_fragments};
  return {Kind::fragment,
          packet.protocol,
          {pair(id, place), packet.payload_hash, packet.payload_claimed}};
}

Identity of_tcp(const Packet& packet) {
  const TcpFields& tcp = *packet.tcp;
  return {
      Kind::tcp,
      packet.protocol,
      {pair(tcp.sequence, tcp.acknowledgement),
       pair(uint32_t{tcp.flags} << 16 | tcp.window, packet.payload_claimed), packet.payload_hash}};
}

/// The id of an echo is a port to NAT; its sequence and payload are not touched.
Identity of_echo(const Packet& packet) {
  return {Kind::echo,
          packet.protocol,
          {pair(packet.icmp->type, packet.icmp->sequence), packet.payload_hash,
           packet.payload_claimed}};
}

/// NAT rewrites the quote too, so the quote counts by its own identity.
Identity of_icmp(const Packet& packet) {
  const auto quote = packet.carried ? identity_of(*packet.carried) : std::nullopt;
  return {Kind::error,
          packet.protocol,
          {pair(uint32_t{packet.icmp->type} << 8 | packet.icmp->code, packet.icmp->rest),
           quote ? hash(*quote) : packet.payload_hash, packet.payload_claimed}};
}

Identity of_datagram(const Packet& packet) {
  const Kind kind = packet.protocol == protocol::udp ? Kind::udp : Kind::other;
  return {kind, packet.protocol, {packet.payload_hash, packet.payload_claimed, 0}};
}

bool is_discovery(const Packet& packet) {
  return packet.protocol == protocol::icmp6 && packet.icmp && is_icmp6_discovery(packet.icmp->type);
}

}  // namespace

std::optional<Identity> identity_of(const Packet& outer) {
  const Packet& packet = innermost(outer);
  if (!packet.is_ip || is_discovery(packet)) return std::nullopt;
  if (packet.is_fragment()) return of_fragment(packet);
  if (packet.tcp) return of_tcp(packet);
  if (!packet.icmp) return of_datagram(packet);
  const Family family = packet.protocol == protocol::icmp6 ? Family::v6 : Family::v4;
  return is_icmp_echo(family, packet.icmp->type) ? of_echo(packet) : of_icmp(packet);
}

}  // namespace hopproof::trace

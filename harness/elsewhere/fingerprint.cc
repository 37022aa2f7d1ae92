#include "harness/elsewhere/fingerprint.hh"

#include "harness/base/protocol.hh"
#include "harness/elsewhere/leg.hh"
#include "harness/trace/icmp.hh"

namespace hopproof::elsewhere {
namespace {

using Kind = Fingerprint::Kind;

uint64_t two(uint32_t high, uint32_t low) { return uint64_t{high} << 32 | low; }

/// PSH may be set anew where segments are put together.
uint32_t shape(const trace::Packet& packet) {
  const uint32_t flags = packet.tcp->flags & ~unsigned{trace::psh_flag};
  return flags << 24 ^ packet.payload_claimed;
}

void add_tcp(const SeenPacket& seen, const trace::Packet& packet, std::vector<Fingerprint>& found) {
  const trace::TcpFields& tcp = *packet.tcp;
  if (seen.sequence_known && seen.acknowledgement_known)
    found.push_back({Kind::numbers, two(tcp.sequence, tcp.acknowledgement), shape(packet)});
  if (tcp.timestamps && tcp.timestamps->value != 0)
    found.push_back(
        {Kind::timestamps, two(tcp.timestamps->value, tcp.timestamps->echo), shape(packet)});
  if (is_opening(packet) && seen.sequence_known)
    found.push_back({Kind::handshake, two(tcp.sequence + 1, packet.source_port.value_or(0)),
                     AddressHash{}(packet.source)});
  if (is_syn_ack(packet) && seen.acknowledgement_known)
    found.push_back({Kind::handshake, two(tcp.acknowledgement, packet.destination_port.value_or(0)),
                     AddressHash{}(packet.destination)});
}

bool is_echo(const trace::Packet& packet) {
  const Family family = packet.protocol == protocol::icmp6 ? Family::v6 : Family::v4;
  return packet.icmp && trace::is_icmp_echo(family, packet.icmp->type);
}

}  // namespace

std::vector<Fingerprint> fingerprints_of(const SeenPacket& seen) {
  const trace::Packet& packet = trace::innermost(seen.packet);
  std::vector<Fingerprint> found;
  if (!packet.is_ip) return found;
  if (packet.tcp) {
    add_tcp(seen, packet, found);
    return found;
  }
  if (is_echo(packet))
    found.push_back({Kind::echo, two(packet.icmp->type, packet.icmp->sequence),
                     two(packet.icmp->id, packet.payload_claimed)});
  if (packet.source.is_v4() && packet.ip_id != 0)
    found.push_back({Kind::id, two(packet.ip_id, packet.protocol), packet.payload_claimed});
  if (seen.payload_known && packet.payload_claimed > 0)
    found.push_back(
        {Kind::payload, packet.payload_hash, two(packet.protocol, packet.payload_claimed)});
  return found;
}

}  // namespace hopproof::elsewhere

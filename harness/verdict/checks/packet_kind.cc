#include "harness/verdict/checks/packet_kind.hh"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>

namespace hopproof::verdict {
namespace {

bool is_echo(const trace::Packet& packet) {
  if (!packet.icmp) return false;
  const uint8_t type = packet.icmp->type;
  if (packet.protocol == IPPROTO_ICMP) return type == ICMP_ECHO || type == ICMP_ECHOREPLY;
  return packet.protocol == IPPROTO_ICMPV6 &&
         (type == ICMP6_ECHO_REQUEST || type == ICMP6_ECHO_REPLY);
}

bool is_transport(const trace::Packet& packet) {
  return packet.protocol == IPPROTO_TCP || packet.protocol == IPPROTO_UDP ||
         packet.protocol == IPPROTO_SCTP;
}

/// `set` are all there and `clear` are not.
bool has_flags(const trace::Packet& packet, int set, int clear) {
  return packet.tcp && (packet.tcp->flags & set) == set && (packet.tcp->flags & clear) == 0;
}

bool is_icmp(const IcmpPattern& pattern, const trace::Packet& packet, uint8_t protocol) {
  if (packet.protocol != protocol) return false;
  if (!pattern.type) return true;
  if (!packet.icmp || packet.icmp->type != *pattern.type) return false;
  return !pattern.code || packet.icmp->code == *pattern.code;
}

bool is_ip_kind(const PacketPattern& pattern, const trace::Packet& packet) {
  switch (pattern.kind) {
    case PacketKind::unspecified:
      return is_transport(packet) || is_echo(packet);
    case PacketKind::tcp:
      return packet.protocol == IPPROTO_TCP;
    case PacketKind::udp:
      return packet.protocol == IPPROTO_UDP;
    case PacketKind::sctp:
      return packet.protocol == IPPROTO_SCTP;
    case PacketKind::init:
      return packet.sctp_chunk == 1;
    case PacketKind::init_ack:
      return packet.sctp_chunk == 2;
    case PacketKind::abort:
      return packet.sctp_chunk == 6;
    case PacketKind::cookie_echo:
      return packet.sctp_chunk == 10;
    case PacketKind::cookie_ack:
      return packet.sctp_chunk == 11;
    case PacketKind::syn:
      return has_flags(packet, trace::syn_flag, trace::ack_flag);
    case PacketKind::syn_ack:
      return has_flags(packet, trace::syn_flag | trace::ack_flag, 0);
    case PacketKind::ack:
      return has_flags(packet, trace::ack_flag,
                       trace::syn_flag | trace::fin_flag | trace::rst_flag);
    case PacketKind::data:
      return is_transport(packet) && packet.payload_claimed > 0 &&
             packet.sctp_chunk.value_or(0) == 0;
    case PacketKind::fin:
      return has_flags(packet, trace::fin_flag, 0);
    case PacketKind::rst:
      return has_flags(packet, trace::rst_flag, 0);
    case PacketKind::icmp:
      return is_icmp(pattern.icmp, packet, IPPROTO_ICMP);
    case PacketKind::icmp6:
      return is_icmp(pattern.icmp, packet, IPPROTO_ICMPV6);
    case PacketKind::ipip:
      return packet.protocol == IPPROTO_IPIP || packet.protocol == IPPROTO_IPV6;
    case PacketKind::arp_who_has:
    case PacketKind::arp_reply:
      return false;
  }
  return false;
}

}  // namespace

bool is_kind(const PacketPattern& pattern, const trace::Packet& packet) {
  if (packet.arp) {
    const auto arp = packet.arp->is_request ? PacketKind::arp_who_has : PacketKind::arp_reply;
    return pattern.kind == arp;
  }
  return packet.is_ip && is_ip_kind(pattern, packet);
}

}  // namespace hopproof::verdict

#include "harness/trace/packet.hh"

#include "harness/base/protocol.hh"

#include <array>

#include <fmt/format.h>

namespace hopproof::trace {
namespace {

std::string place(const IpAddress& address, std::optional<uint16_t> port) {
  return port ? Endpoint{address, *port}.text() : address.text();
}

std::string tcp_kind(const Packet& packet) {
  const uint8_t flags = packet.tcp->flags;
  if ((flags & rst_flag) != 0) return "RST";
  if ((flags & syn_flag) != 0) return (flags & ack_flag) != 0 ? "SYN-ACK" : "SYN";
  if ((flags & fin_flag) != 0) return "FIN";
  if (packet.payload_claimed > 0) return fmt::format("DATA {}", packet.payload_claimed);
  return (flags & ack_flag) != 0 ? "ACK" : "TCP";
}

/// RFC 9260, 3.2; what has no name here is SCTP.
std::string sctp_kind(uint8_t chunk) {
  constexpr std::array names{"DATA",         "INIT",          "INIT-ACK",    "SACK",
                             "HEARTBEAT",    "HEARTBEAT-ACK", "ABORT",       "SHUTDOWN",
                             "SHUTDOWN-ACK", "ERROR",         "COOKIE-ECHO", "COOKIE-ACK"};
  return chunk < names.size() ? names[chunk] : "SCTP";
}

std::string icmp_kind(const Packet& packet) {
  const bool v6 = packet.protocol == protocol::icmp6;
  return fmt::format("{} {}", v6 ? "ICMP6" : "ICMP",
                     icmp_name(v6 ? Family::v6 : Family::v4, packet.icmp->type, packet.icmp->code));
}

std::string kind_of_protocol(uint8_t protocol) {
  switch (protocol) {
    case protocol::tcp:
      return "TCP";
    case protocol::udp:
      return "UDP";
    case protocol::sctp:
      return "SCTP";
    case protocol::icmp:
      return "ICMP";
    case protocol::icmp6:
      return "ICMP6";
    case protocol::ipip:
    case protocol::ipv6:
      return "IPIP";
    default:
      return fmt::format("protocol {}", protocol);
  }
}

std::string arp_kind(const ArpMessage& arp) {
  return arp.is_request ? "ARP who-has " + arp.target.text() : "ARP reply " + arp.sender.text();
}

}  // namespace

std::string Packet::tuple() const {
  if (arp) return fmt::format("{} > {}", arp->sender.text(), arp->target.text());
  if (!is_ip)
    return fmt::format("{} > {}", hopproof::text(source_mac), hopproof::text(destination_mac));
  return fmt::format("{} > {}", place(source, source_port), place(destination, destination_port));
}

std::string Packet::kind_text() const {
  if (arp) return arp_kind(*arp);
  if (!is_ip) return fmt::format("ethertype {:#06x}", ether_type);
  if (fragment_offset != 0) {
    return fmt::format("{} fragment at {}", kind_of_protocol(protocol), fragment_offset);
  }
  if (tcp) return tcp_kind(*this);
  if (icmp) return icmp_kind(*this);
  if (sctp_chunk) return sctp_kind(*sctp_chunk);
  if (protocol == protocol::udp) return fmt::format("UDP {}", payload_claimed);
  return kind_of_protocol(protocol);
}

std::string Packet::text() const {
  const std::string self = fmt::format("{} {}", kind_text(), tuple());
  return carried ? fmt::format("{} carrying {}", self, carried->text()) : self;
}

}  // namespace hopproof::trace

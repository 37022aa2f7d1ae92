#include "harness/verdict/tcpdump_line.hh"

#include "harness/base/protocol.hh"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

constexpr int ip6_header_length = 40;

/// pcap's tcp[N] reads IPv4 only; behind an IPv6 header the same byte is ip6[40 + N].
std::string transport_byte(const trace::Packet& packet, std::string_view v4_name, int offset) {
  if (packet.source.is_v4()) return std::string(v4_name);
  return fmt::format("ip6[{}]", ip6_header_length + offset);
}

std::string transport_word(const trace::Packet& packet, std::string_view v4_name, int offset) {
  if (packet.source.is_v4()) return std::string(v4_name);
  return fmt::format("ip6[{}:4]", ip6_header_length + offset);
}

std::string arp_filter(const trace::ArpMessage& arp) {
  return fmt::format("arp and arp[6:2] == {} and arp src host {} and arp dst host {}",
                     arp.is_request ? 1 : 2, arp.sender.text(), arp.target.text());
}

std::string hosts(const trace::Packet& packet) {
  return fmt::format("src host {} and dst host {}", packet.source.text(),
                     packet.destination.text());
}

std::string ports(const trace::Packet& packet) {
  if (!packet.source_port || !packet.destination_port) return "";
  return fmt::format(" and src port {} and dst port {}", *packet.source_port,
                     *packet.destination_port);
}

std::string tcp_fields(const trace::Packet& packet) {
  if (!packet.tcp) return "";
  return fmt::format(" and {} == {:#x} and {} == {}", transport_byte(packet, "tcp[tcpflags]", 13),
                     packet.tcp->flags, transport_word(packet, "tcp[4:4]", 4),
                     packet.tcp->sequence);
}

std::string icmp_fields(const trace::Packet& packet) {
  if (!packet.icmp) return "";
  return fmt::format(" and {} == {} and {} == {}", transport_byte(packet, "icmp[icmptype]", 0),
                     packet.icmp->type, transport_byte(packet, "icmp[icmpcode]", 1),
                     packet.icmp->code);
}

std::string header_fields(const trace::Packet& packet) {
  if (!packet.source.is_v4()) return fmt::format(" and ip6[7] == {}", packet.ttl);
  const std::string ttl = fmt::format(" and ip[8] == {}", packet.ttl);
  return packet.tcp ? ttl : ttl + fmt::format(" and ip[4:2] == {}", packet.ip_id);
}

std::string protocol_word(const trace::Packet& packet) {
  const std::string name(protocol::tcpdump_name(packet.protocol));
  if (!name.empty()) return name;
  return fmt::format("{} proto {}", packet.source.is_v4() ? "ip" : "ip6", packet.protocol);
}

std::string shell_quoted(const std::string& path) {
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("/._-+,:@%").find(char(c)) != std::string_view::npos;
  };
  if (std::ranges::all_of(path, is_plain)) return path;
  std::string quoted = "'";
  for (const char c : path) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string pcap_filter(const trace::Packet& packet) {
  if (packet.arp) return arp_filter(*packet.arp);
  if (!packet.is_ip) return fmt::format("ether proto {:#x}", packet.ether_type);
  return protocol_word(packet) + " and " + hosts(packet) + ports(packet) + tcp_fields(packet) +
         icmp_fields(packet) + header_fields(packet);
}

std::string tcpdump_line(const std::string& pcapng, const trace::Packet& packet) {
  if (pcapng.empty()) return "";
  return fmt::format("tcpdump -nr {} -c 1 '{}'", shell_quoted(pcapng), pcap_filter(packet));
}

}  // namespace hopproof::verdict

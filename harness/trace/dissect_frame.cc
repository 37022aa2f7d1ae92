#include "harness/trace/dissect.hh"
#include "harness/trace/ether_type.hh"

namespace hopproof::trace {
namespace {

constexpr size_t ethernet_header = 14;
constexpr size_t arp_length = 28;

MacAddress mac_at(const Window& window, size_t at) {
  MacAddress mac{};
  for (size_t i = 0; i < mac.size(); ++i) mac[i] = window.u8(at + i);
  return mac;
}

/// RFC 826, for Ethernet and IPv4 only.
std::optional<ArpMessage> read_arp(const Window& window) {
  const uint16_t operation = window.u16(6);
  const bool ethernet_ipv4 = window.u16(0) == 1 && window.u16(2) == ether_type::ipv4 &&
                             window.u8(4) == 6 && window.u8(5) == 4;
  if (!window.has(arp_length) || !ethernet_ipv4 || operation < 1 || operation > 2) {
    return std::nullopt;
  }
  return ArpMessage{.is_request = operation == 1,
                    .sender_mac = mac_at(window, 8),
                    .target_mac = mac_at(window, 18),
                    .sender = IpAddress::v4(window.u32(14)),
                    .target = IpAddress::v4(window.u32(24))};
}

}  // namespace

Packet dissect_frame(std::span<const uint8_t> bytes) {
  Packet packet;
  const Window frame(bytes);
  if (!frame.has(ethernet_header)) return packet;
  packet.destination_mac = mac_at(frame, 0);
  packet.source_mac = mac_at(frame, 6);
  packet.ether_type = frame.u16(12);
  const Window body = frame.after(ethernet_header);
  if (packet.ether_type == ether_type::arp) packet.arp = read_arp(body);
  const uint8_t version = body.u8(0) >> 4;
  const bool ip = (packet.ether_type == ether_type::ipv4 && version == 4) ||
                  (packet.ether_type == ether_type::ipv6 && version == 6);
  if (ip) dissect_ip(body, 0, packet);
  return packet;
}

}  // namespace hopproof::trace

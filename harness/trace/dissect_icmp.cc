#include "harness/base/protocol.hh"
#include "harness/trace/dissect.hh"
#include "harness/trace/icmp.hh"

namespace hopproof::trace {
namespace {

constexpr size_t icmp_header = 8;
constexpr size_t address_length = 16;

/// RFC 4861 4.3 and 4.4: the target address follows the header of both.
std::optional<ArpMessage> neighbour_in(const Window& window, const Packet& packet) {
  constexpr uint8_t solicitation = 135, advertisement = 136;
  const uint8_t type = window.u8(0);
  if (type != solicitation && type != advertisement) return std::nullopt;
  if (!window.has(icmp_header + address_length)) return std::nullopt;
  const IpAddress target =
      IpAddress::v6(window.bytes(icmp_header, address_length).first<address_length>());
  if (type == solicitation) return ArpMessage{true, packet.source_mac, {}, packet.source, target};
  return ArpMessage{false, packet.source_mac, packet.destination_mac, target, packet.destination};
}

std::shared_ptr<const Packet> quoted(const Window& window, int depth) {
  if (depth >= max_carried) return nullptr;
  auto inner = std::make_shared<Packet>();
  dissect_ip(window, depth + 1, *inner);
  return inner->is_ip ? inner : nullptr;
}

}  // namespace

void dissect_icmp(const Window& window, int depth, Packet& packet) {
  if (!window.has(icmp_header)) return;
  const bool v6 = packet.protocol == protocol::icmp6;
  const Family family = v6 ? Family::v6 : Family::v4;
  IcmpFields icmp{.type = window.u8(0), .code = window.u8(1), .rest = window.u32(4)};
  if (is_icmp_echo(family, icmp.type)) {
    icmp.id = window.u16(4);
    icmp.sequence = window.u16(6);
  }
  packet.icmp = icmp;
  if (v6) packet.neighbour = neighbour_in(window, packet);
  packet.transport_checksum = transport_state(window, packet, v6);
  const Window rest = window.after(icmp_header);
  take_payload(rest, packet);
  if (is_icmp_error(family, icmp.type)) packet.carried = quoted(rest, depth);
}

}  // namespace hopproof::trace

#include "harness/base/protocol.hh"
#include "harness/trace/dissect.hh"
#include "harness/trace/icmp.hh"

namespace hopproof::trace {
namespace {

constexpr size_t icmp_header = 8;

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
  packet.transport_checksum = transport_state(window, packet, v6);
  const Window rest = window.after(icmp_header);
  take_payload(rest, packet);
  if (is_icmp_error(family, icmp.type)) packet.carried = quoted(rest, depth);
}

}  // namespace hopproof::trace

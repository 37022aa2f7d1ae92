#include "harness/elsewhere/readers/link_layer.hh"

#include "harness/base/big_endian.hh"
#include "harness/base/protocol.hh"
#include "harness/trace/ether_type.hh"
#include "harness/trace/tuple.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

namespace ether_type = trace::ether_type;

/// https://www.tcpdump.org/linktypes.html
enum LinkType : int {
  link_null = 0,
  link_ethernet = 1,
  link_raw_bsd = 12,
  link_raw_openbsd = 14,
  link_raw = 101,
  link_loop = 108,
  link_sll = 113,
  link_ipv4 = 228,
  link_ipv6 = 229,
  link_sll2 = 276,
};

constexpr size_t ethernet_header = 14, tag_length = 4, most_tags = 4;
constexpr size_t vxlan_header = 8;

/// sll_pkttype: of Linux' if_packet.h.
Direction direction_of(unsigned packet_type) {
  constexpr unsigned outgoing = 4, other_host = 3;
  if (packet_type == other_host) return Direction::unknown;
  return packet_type == outgoing ? Direction::out : Direction::in;
}

/// The dissector of `trace` reads Ethernet: other links get such a header, with no destination.
trace::Packet dissect_behind(std::span<const uint8_t> source_mac, uint16_t type,
                             std::span<const uint8_t> body) {
  std::vector<uint8_t> frame(ethernet_header);
  std::ranges::copy(source_mac.first(std::min<size_t>(source_mac.size(), 6)), frame.begin() + 6);
  store16(&frame[12], type);
  frame.insert(frame.end(), body.begin(), body.end());
  return trace::dissect_frame(frame);
}

bool is_tag(uint16_t type) { return type == 0x8100 || type == 0x88a8 || type == 0x9100; }

/// IEEE 802.1Q, and 802.1ad around it.
LinkFrame read_ethernet(std::span<const uint8_t> bytes) {
  LinkFrame read;
  if (bytes.size() < ethernet_header || !is_tag(load16(&bytes[12]))) {
    read.packet = trace::dissect_frame(bytes);
    return read;
  }
  std::vector<uint8_t> frame(bytes.begin(), bytes.end());
  for (size_t tags = 0; tags < most_tags && frame.size() >= ethernet_header + tag_length &&
                        is_tag(load16(&frame[12]));
       ++tags) {
    read.around += fmt::format("{}vlan {}", tags == 0 ? "" : " ", load16(&frame[14]) & 0xfff);
    frame.erase(frame.begin() + 12, frame.begin() + 12 + tag_length);
  }
  read.packet = trace::dissect_frame(frame);
  return read;
}

/// The header of `-i any` before libpcap 1.10: whose address and which way, but no interface.
LinkFrame read_sll(std::span<const uint8_t> bytes) {
  constexpr size_t header = 16;
  LinkFrame read;
  if (bytes.size() < header) return read;
  read.direction = direction_of(load16(&bytes[0]));
  const auto address = bytes.subspan(6, std::min<size_t>(load16(&bytes[4]), 6));
  read.packet = dissect_behind(address, load16(&bytes[14]), bytes.subspan(header));
  return read;
}

LinkFrame read_sll2(std::span<const uint8_t> bytes) {
  constexpr size_t header = 20;
  LinkFrame read;
  if (bytes.size() < header) return read;
  read.direction = direction_of(bytes[10]);
  read.interface = fmt::format("#{}", load32(&bytes[4]));
  const auto address = bytes.subspan(12, std::min<size_t>(bytes[11], 6));
  read.packet = dissect_behind(address, load16(&bytes[0]), bytes.subspan(header));
  return read;
}

LinkFrame read_raw(std::span<const uint8_t> bytes) {
  LinkFrame read;
  if (bytes.empty()) return read;
  const bool v6 = bytes[0] >> 4 == 6;
  read.packet = dissect_behind({}, v6 ? ether_type::ipv6 : ether_type::ipv4, bytes);
  return read;
}

/// Four bytes in the order of the host (null) or of the network (loop): AF_INET is 2 everywhere,
/// AF_INET6 differs, so the packet's own version decides.
LinkFrame read_null(std::span<const uint8_t> bytes) {
  constexpr size_t header = 4;
  return bytes.size() < header ? LinkFrame{} : read_raw(bytes.subspan(header));
}

/// RFC 7348, and Linux' older port. The frame's own bytes are still there to read from.
void unpack_vxlan(std::span<const uint8_t> bytes, size_t skipped, LinkFrame& read) {
  const trace::Packet& outer = read.packet;
  const bool vxlan = outer.protocol == protocol::udp && !outer.is_fragment() &&
                     (outer.destination_port == 4789 || outer.destination_port == 8472);
  const size_t at = outer.payload_offset + skipped;
  if (!vxlan || at + vxlan_header + ethernet_header > bytes.size() || bytes[at] != 0x08) return;
  LinkFrame inner = read_ethernet(bytes.subspan(at + vxlan_header));
  if (!inner.packet.is_ip && !inner.packet.arp) return;
  inner.direction = read.direction;
  inner.interface = read.interface;
  inner.around = fmt::format("vxlan {} in {}", load32(&bytes[at + 4]) >> 8, outer.tuple());
  read = std::move(inner);
}

/// What is in front of the IP packet here, and is not in the frame that the dissector saw.
size_t longer_by(int link_type, size_t tags) {
  switch (link_type) {
    case link_ethernet:
      return tags * tag_length;
    case link_sll:
      return 2;
    case link_sll2:
      return 6;
    default:
      return 0;
  }
}

LinkFrame read_link(int link_type, std::span<const uint8_t> bytes) {
  switch (link_type) {
    case link_ethernet:
      return read_ethernet(bytes);
    case link_sll:
      return read_sll(bytes);
    case link_sll2:
      return read_sll2(bytes);
    case link_null:
    case link_loop:
      return read_null(bytes);
    default:
      return read_raw(bytes);
  }
}

}  // namespace

std::string link_type_name(int link_type) {
  switch (link_type) {
    case link_null:
    case link_loop:
      return "loopback";
    case link_ethernet:
      return "Ethernet";
    case link_raw_bsd:
    case link_raw_openbsd:
    case link_raw:
    case link_ipv4:
    case link_ipv6:
      return "raw IP";
    case link_sll:
      return "Linux cooked";
    case link_sll2:
      return "Linux cooked v2";
    default:
      return "";
  }
}

LinkFrame read_link_frame(int link_type, std::span<const uint8_t> bytes) {
  LinkFrame read = read_link(link_type, bytes);
  const auto tags = size_t(std::ranges::count(read.around, 'v'));
  const bool has_link =
      link_type == link_ethernet || link_type == link_sll || link_type == link_sll2;
  if (has_link) unpack_vxlan(bytes, longer_by(link_type, tags), read);
  return read;
}

}  // namespace hopproof::elsewhere

#include "harness/base/internet_checksum.hh"
#include "harness/base/protocol.hh"
#include "harness/trace/dissect.hh"

namespace hopproof::trace {
namespace {

constexpr size_t ipv4_header = 20;
constexpr size_t ipv6_header = 40;
constexpr int max_extension_headers = 8;

ChecksumState header_state(const Window& window, size_t header_length) {
  if (!window.has(header_length)) return ChecksumState::cut;
  return internet_checksum(window.bytes(0, header_length)) == 0 ? ChecksumState::right
                                                                : ChecksumState::wrong;
}

void read_ipv4_fields(const Window& window, Packet& packet) {
  packet.is_ip = true;
  packet.ip_length = window.u16(2);
  packet.ip_id = window.u16(4);
  packet.dont_fragment = (window.u8(6) & 0x40) != 0;
  packet.more_fragments = (window.u8(6) & 0x20) != 0;
  packet.fragment_offset = uint16_t((window.u16(6) & 0x1fff) * 8);
  packet.ttl = window.u8(8);
  packet.protocol = window.u8(9);
  packet.source = IpAddress::v4(window.u32(12));
  packet.destination = IpAddress::v4(window.u32(16));
}

/// RFC 791.
void dissect_ipv4(const Window& window, int depth, Packet& packet) {
  const size_t header_length = size_t{window.u8(0) & 0xfu} * 4;
  if (!window.has(ipv4_header) || header_length < ipv4_header) return;
  read_ipv4_fields(window, packet);
  packet.ip_checksum = header_state(window, header_length);
  if (packet.ip_length < header_length) return;
  dissect_transport(window.announced(packet.ip_length).after(header_length), depth, packet);
}

IpAddress ipv6_at(const Window& window, size_t at) {
  return IpAddress::v6(window.bytes(at, 16).first<16>());
}

bool is_extension_header(uint8_t next) {
  switch (next) {
    case protocol::hop_by_hop:
    case protocol::routing:
    case protocol::fragment:
    case protocol::authentication:
    case protocol::destination_options:
    case protocol::mobility:
      return true;
    default:
      return false;
  }
}

/// RFC 8200 4.5.
void read_fragment_header(const Window& window, Packet& packet) {
  packet.fragment_offset = uint16_t(window.u16(2) & 0xfff8);
  packet.more_fragments = (window.u8(3) & 1) != 0;
  packet.ip_id = window.u16(6);
}

size_t extension_length(const Window& window, uint8_t header) {
  if (header == protocol::fragment) return 8;
  if (header == protocol::authentication) return (size_t{window.u8(1)} + 2) * 4;  // RFC 4302 2.2
  return (size_t{window.u8(1)} + 1) * 8;
}

/// Walks the extension headers; `packet.protocol` is then what follows them. What is left is
/// behind a later fragment's header the middle of some payload.
Window skip_extension_headers(Window window, Packet& packet) {
  for (int i = 0; i < max_extension_headers && is_extension_header(packet.protocol); ++i) {
    if (!window.has(8)) break;
    const uint8_t header = packet.protocol;
    if (header == protocol::fragment) read_fragment_header(window, packet);
    packet.protocol = window.u8(0);
    window = window.after(extension_length(window, header));
    if (packet.fragment_offset != 0) break;
  }
  return window;
}

/// RFC 8200.
void dissect_ipv6(const Window& window, int depth, Packet& packet) {
  if (!window.has(ipv6_header)) return;
  packet.is_ip = true;
  packet.ip_length = uint32_t(ipv6_header + window.u16(4));
  packet.protocol = window.u8(6);
  packet.ttl = window.u8(7);
  packet.source = ipv6_at(window, 8);
  packet.destination = ipv6_at(window, 24);
  packet.dont_fragment = true;
  const Window rest = window.announced(packet.ip_length).after(ipv6_header);
  dissect_transport(skip_extension_headers(rest, packet), depth, packet);
}

}  // namespace

void dissect_ip(const Window& window, int depth, Packet& packet) {
  const uint8_t version = window.u8(0) >> 4;
  if (version == 4) dissect_ipv4(window, depth, packet);
  if (version == 6) dissect_ipv6(window, depth, packet);
}

}  // namespace hopproof::trace

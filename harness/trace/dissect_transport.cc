#include "harness/base/internet_checksum.hh"
#include "harness/base/protocol.hh"
#include "harness/trace/dissect.hh"
#include "harness/trace/fnv.hh"

namespace hopproof::trace {
namespace {

constexpr size_t tcp_header = 20;
constexpr size_t udp_header = 8;
constexpr size_t sctp_header = 12;

void read_ports(const Window& window, Packet& packet) {
  if (!window.has(4)) return;
  packet.source_port = window.u16(0);
  packet.destination_port = window.u16(2);
}

/// RFC 9293 3.2: kind, length, value; 0 ends them, 1 stands alone.
std::optional<TcpTimestamps> timestamps_of(const Window& options) {
  constexpr uint8_t end = 0, nothing = 1, timestamps = 8, timestamps_length = 10;
  for (size_t at = 0; at < options.size() && options.u8(at) != end;) {
    if (options.u8(at) == nothing) {
      ++at;
      continue;
    }
    const uint8_t length = options.u8(at + 1);
    if (length < 2) return std::nullopt;
    if (options.u8(at) == timestamps && length == timestamps_length && options.has(at + length))
      return TcpTimestamps{options.u32(at + 2), options.u32(at + 6)};
    at += length;
  }
  return std::nullopt;
}

/// RFC 9293. A short ICMP quote ends after the sequence number: flags are then 0.
void dissect_tcp(const Window& window, Packet& packet) {
  read_ports(window, packet);
  if (!window.has(8)) return;
  packet.tcp = TcpFields{.sequence = window.u32(4),
                         .acknowledgement = window.u32(8),
                         .flags = uint8_t(window.u8(13) & 0x3f),
                         .window = window.u16(14)};
  packet.transport_checksum = transport_state(window, packet, true);
  const size_t header_length = size_t(window.u8(12) >> 4) * 4;
  if (header_length < tcp_header) return;
  packet.tcp->timestamps = timestamps_of(window.announced(header_length).after(tcp_header));
  take_payload(window.after(header_length), packet);
}

/// RFC 768: a length of its own, and a checksum that IPv4 may leave out.
void dissect_udp(const Window& window, Packet& packet) {
  read_ports(window, packet);
  if (!window.has(udp_header)) return;
  const uint16_t length = window.u16(4);
  const bool whole = !packet.is_fragment();
  if (whole && (length < udp_header || length > window.claimed())) {
    packet.transport_checksum = ChecksumState::wrong;
    return take_payload(window.after(udp_header), packet);
  }
  const Window datagram = whole ? window.announced(length) : window;
  const bool absent = window.u16(6) == 0 && packet.source.is_v4();
  packet.transport_checksum =
      absent ? ChecksumState::absent : transport_state(datagram, packet, true);
  take_payload(datagram.after(udp_header), packet);
}

/// RFC 9260: the chunks follow the common header.
void dissect_sctp(const Window& window, Packet& packet) {
  read_ports(window, packet);
  if (window.has(sctp_header + 1)) packet.sctp_chunk = window.u8(sctp_header);
  take_payload(window.after(sctp_header), packet);
}

void dissect_tunnel(const Window& window, int depth, Packet& packet) {
  take_payload(window, packet);
  if (depth >= max_carried) return;
  auto inner = std::make_shared<Packet>();
  dissect_ip(window, depth + 1, *inner);
  if (inner->is_ip) packet.carried = std::move(inner);
}

}  // namespace

ChecksumState transport_state(const Window& window, const Packet& packet, bool pseudo_header) {
  if (packet.is_fragment() || window.missing() > 0) return ChecksumState::cut;
  const uint32_t pseudo = pseudo_header ? pseudo_header_sum(packet.source, packet.destination,
                                                            packet.protocol, window.size())
                                        : 0;
  return internet_checksum(window.bytes(), pseudo) == 0 ? ChecksumState::right
                                                        : ChecksumState::wrong;
}

void take_payload(const Window& window, Packet& packet) {
  packet.payload_offset = uint32_t(window.offset());
  packet.payload_length = uint32_t(window.size());
  packet.payload_claimed = uint32_t(window.claimed());
  Fnv hash;
  hash.add(window.bytes());
  packet.payload_hash = hash.value();
}

void dissect_transport(const Window& window, int depth, Packet& packet) {
  if (packet.fragment_offset != 0) return take_payload(window, packet);
  switch (packet.protocol) {
    case protocol::tcp:
      return dissect_tcp(window, packet);
    case protocol::udp:
      return dissect_udp(window, packet);
    case protocol::sctp:
      return dissect_sctp(window, packet);
    case protocol::icmp:
    case protocol::icmp6:
      return dissect_icmp(window, depth, packet);
    case protocol::ipip:
    case protocol::ipv6:
      return dissect_tunnel(window, depth, packet);
    default:
      return take_payload(window, packet);
  }
}

}  // namespace hopproof::trace

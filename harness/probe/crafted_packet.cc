#include "harness/probe/crafted_packet.hh"

#include "engine/core/wire/crc32c.hh"
#include "harness/base/error.hh"
#include "harness/probe/socket.hh"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <tins/icmp.h>
#include <tins/icmpv6.h>
#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/rawpdu.h>
#include <tins/tcp.h>
#include <tins/udp.h>

namespace hopproof::probe {
namespace {

using PduPointer = std::unique_ptr<Tins::PDU>;

constexpr uint16_t source_port = 40000;
constexpr uint32_t first_sequence = 0x10000001, first_acknowledgement = 0x20000001;
constexpr uint16_t link_mtu = 1280;  // the MTU in a crafted "fragmentation needed"
constexpr size_t payload_length = 16;
constexpr int longest_packet = 65535;

uint16_t next_id() {
  static uint16_t last = 0x4800;
  return ++last == 0 ? ++last : last;
}

bool is_udp(PacketKind kind) { return kind == PacketKind::udp; }
bool is_sctp(PacketKind kind) { return kind >= PacketKind::sctp && kind <= PacketKind::abort; }
bool is_icmp(PacketKind kind) { return kind == PacketKind::icmp || kind == PacketKind::icmp6; }

uint8_t protocol_of(PacketKind kind, bool v4) {
  if (is_udp(kind)) return IPPROTO_UDP;
  if (is_sctp(kind)) return IPPROTO_SCTP;
  if (kind == PacketKind::ipip) return IPPROTO_IPIP;
  if (is_icmp(kind)) return icmp_of(v4 ? Family::v4 : Family::v6);
  return IPPROTO_TCP;
}

/// The chunk of a crafted SCTP packet (RFC 9260, 3.2): its type, and the value behind its header.
struct SctpChunk {
  uint8_t type;
  std::vector<uint8_t> value;
};

SctpChunk sctp_chunk(PacketKind kind) {
  // Initiate tag, receiver window, outbound and inbound streams, first TSN.
  const std::vector<uint8_t> init{0x10, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0x20, 0, 0, 1};
  switch (kind) {
    case PacketKind::init:
      return {1, init};
    case PacketKind::init_ack:
      return {2, init};
    case PacketKind::abort:
      return {6, {}};
    case PacketKind::cookie_echo:
      return {10, std::vector<uint8_t>(payload_length, '.')};
    case PacketKind::cookie_ack:
      return {11, {}};
    default:
      break;
  }
  std::vector<uint8_t> data{0x20, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};  // TSN, stream, protocol
  data.resize(data.size() + payload_length, '.');
  return {0, data};
}

/// The common header, with its CRC-32C, and one chunk.
std::vector<uint8_t> sctp(const PacketPattern& pattern, const CraftedPacket& packet) {
  const SctpChunk chunk = sctp_chunk(pattern.kind);
  constexpr size_t header_length = 12, chunk_header = 4;
  const size_t chunk_length = chunk_header + chunk.value.size();
  std::vector<uint8_t> bytes(header_length + chunk_header);
  const auto put = [&](size_t at, uint32_t value, int count) {
    for (int i = 0; i < count; ++i) bytes[at + size_t(i)] = uint8_t(value >> (8 * (count - 1 - i)));
  };
  put(0, packet.source.port, 2);
  put(2, packet.destination.port, 2);
  put(4, pattern.kind == PacketKind::init ? 0 : first_sequence, 4);
  bytes[header_length] = chunk.type;
  bytes[header_length + 1] = chunk.type == 0 ? 3 : 0;  // a DATA chunk begins and ends its message
  put(header_length + 2, uint32_t(chunk_length), 2);
  bytes.insert(bytes.end(), chunk.value.begin(), chunk.value.end());
  const uint32_t checksum = core::sctp_checksum(bytes);
  for (int i = 0; i < 4; ++i) bytes[8 + size_t(i)] = uint8_t(checksum >> (8 * i));
  return bytes;
}

uint8_t tcp_flags(PacketKind kind) {
  switch (kind) {
    case PacketKind::syn:
      return Tins::TCP::SYN;
    case PacketKind::syn_ack:
      return Tins::TCP::SYN | Tins::TCP::ACK;
    case PacketKind::ack:
      return Tins::TCP::ACK;
    case PacketKind::fin:
      return Tins::TCP::FIN | Tins::TCP::ACK;
    case PacketKind::rst:
      return Tins::TCP::RST;
    default:
      return Tins::TCP::PSH | Tins::TCP::ACK;
  }
}

PduPointer tcp(PacketKind kind, const CraftedPacket& packet) {
  auto tcp = std::make_unique<Tins::TCP>(packet.destination.port, packet.source.port);
  const uint8_t flags = tcp_flags(kind);
  tcp->flags(flags);
  tcp->seq(first_sequence);
  tcp->window(64240);
  if ((flags & Tins::TCP::ACK) != 0) tcp->ack_seq(first_acknowledgement);
  if ((flags & Tins::TCP::SYN) != 0) tcp->mss(1460);
  return tcp;
}

/// Type, code and the 32 bits behind the checksum: what ICMP and ICMPv6 share.
struct IcmpHead {
  uint8_t type, code;
  uint16_t high = 0, low = 0;
};

IcmpHead icmp_head(const IcmpPattern& pattern, bool v4, CraftedPacket& packet) {
  IcmpHead head{pattern.type.value_or(uint8_t(v4 ? 8 : ICMP6_ECHO_REQUEST)),
                pattern.code.value_or(0)};
  const bool echo = v4 ? head.type == 8 || head.type == 0 : head.type == 128 || head.type == 129;
  if (echo) {
    packet.echo_id = head.high = next_id();
    head.low = 1;
  }
  const bool tells_mtu = v4 ? head.type == 3 && head.code == 4 : head.type == ICMP6_PACKET_TOO_BIG;
  if (tells_mtu) head.low = link_mtu;
  return head;
}

PduPointer icmp(const IcmpPattern& pattern, bool v4, CraftedPacket& packet) {
  const IcmpHead head = icmp_head(pattern, v4, packet);
  if (v4) {
    auto message = std::make_unique<Tins::ICMP>(Tins::ICMP::Flags(head.type));
    message->code(head.code);
    message->id(head.high);
    message->sequence(head.low);
    return message;
  }
  auto message = std::make_unique<Tins::ICMPv6>(Tins::ICMPv6::Types(head.type));
  message->code(head.code);
  message->identifier(head.high);
  message->sequence(head.low);
  return message;
}

PduPointer network(const PacketPattern& pattern, const CraftedPacket& packet) {
  const std::string source = packet.source.address.text();
  const std::string destination = packet.destination.address.text();
  const auto ttl = uint8_t(std::clamp(pattern.ttl.value_or(64), 0, 255));
  if (packet.source.address.is_v4()) {
    auto ip = std::make_unique<Tins::IP>(destination, source);
    ip->ttl(ttl);
    ip->id(next_id());
    return ip;
  }
  auto ip = std::make_unique<Tins::IPv6>(destination, source);
  ip->hop_limit(ttl);
  return ip;
}

CraftedPacket addressed(const PacketPattern& pattern, const AddressResolver& resolve) {
  CraftedPacket packet;
  packet.source = resolve(pattern.source);
  packet.destination = resolve(pattern.destination);
  const bool v4 = packet.source.address.is_v4();
  if (packet.destination.address.is_v4() != v4) {
    throw HostError(fmt::format("send '{}': its addresses belong to two families", pattern.text()));
  }
  packet.protocol = protocol_of(pattern.kind, v4);
  if (is_icmp(pattern.kind) || pattern.kind == PacketKind::ipip) {
    packet.source.port = packet.destination.port = 0;
    return packet;
  }
  if (packet.source.port == 0) packet.source.port = source_port;
  if (packet.destination.port == 0) {
    throw HostError(fmt::format("send '{}': the destination port is missing", pattern.text()));
  }
  return packet;
}

/// What an error quotes when the case does not say: a SYN that its receiver might have sent.
PacketPattern quoted_by_default(const PacketPattern& pattern) {
  PacketPattern quoted;
  quoted.kind = PacketKind::syn;
  quoted.source = pattern.destination;
  quoted.destination = pattern.source;
  quoted.source.port = {PortPattern::Kind::number, source_port, ""};
  quoted.destination.port = {PortPattern::Kind::number, 80, ""};
  return quoted;
}

bool quotes(const PacketPattern& pattern, bool v4) {
  if (pattern.carrying || pattern.kind == PacketKind::ipip) return true;
  if (!is_icmp(pattern.kind) || !pattern.icmp.type) return false;
  const uint8_t type = *pattern.icmp.type;
  return v4 ? type == 3 || type == 4 || type == 5 || type == 11 || type == 12 : type < 128;
}

std::vector<uint8_t> payload(const PacketPattern& pattern, bool v4,
                             const AddressResolver& resolve) {
  if (quotes(pattern, v4)) {
    const PacketPattern inner = pattern.carrying ? *pattern.carrying : quoted_by_default(pattern);
    return craft(inner, resolve).bytes;
  }
  const bool carries_data = is_udp(pattern.kind) || is_icmp(pattern.kind) ||
                            pattern.kind == PacketKind::data || pattern.kind == PacketKind::tcp;
  return std::vector<uint8_t>(carries_data ? payload_length : 0, '.');
}

/// Cuts or fills the payload so that the whole packet has `size` bytes.
void fit(std::vector<uint8_t>& payload, size_t headers, const PacketPattern& pattern) {
  if (!pattern.size) return;
  const bool possible = *pattern.size >= int(headers) && *pattern.size <= longest_packet;
  if (!possible) {
    throw HostError(
        fmt::format("send '{}': its headers alone have {} bytes", pattern.text(), headers));
  }
  payload.resize(size_t(*pattern.size) - headers, '.');
}

PduPointer transport(const PacketPattern& pattern, bool v4, CraftedPacket& packet) {
  if (is_icmp(pattern.kind)) return icmp(pattern.icmp, v4, packet);
  if (is_udp(pattern.kind)) {
    return std::make_unique<Tins::UDP>(packet.destination.port, packet.source.port);
  }
  return pattern.kind == PacketKind::ipip || is_sctp(pattern.kind) ? nullptr
                                                                   : tcp(pattern.kind, packet);
}

void set_protocol(Tins::PDU& ip, bool v4, uint8_t protocol) {
  if (v4)
    static_cast<Tins::IP&>(ip).protocol(protocol);
  else
    static_cast<Tins::IPv6&>(ip).next_header(protocol);
}

}  // namespace

CraftedPacket craft(const PacketPattern& pattern, const AddressResolver& resolve) {
  if (pattern.kind == PacketKind::arp_who_has || pattern.kind == PacketKind::arp_reply) {
    throw HostError(fmt::format("send '{}': only IP packets are sent", pattern.text()));
  }
  CraftedPacket packet = addressed(pattern, resolve);
  const bool v4 = packet.source.address.is_v4();
  const PduPointer ip = network(pattern, packet);
  if (const PduPointer inner = transport(pattern, v4, packet)) ip->inner_pdu(*inner);
  std::vector<uint8_t> data = payload(pattern, v4, resolve);
  if (is_sctp(pattern.kind)) data = sctp(pattern, packet);
  if (!is_sctp(pattern.kind)) fit(data, ip->size(), pattern);
  if (pattern.kind == PacketKind::ipip) {
    static_cast<Tins::IP&>(*ip).protocol(IPPROTO_IPIP);
  }
  if (is_sctp(pattern.kind)) set_protocol(*ip, v4, IPPROTO_SCTP);
  if (!data.empty()) *ip /= Tins::RawPDU(data.data(), uint32_t(data.size()));
  packet.bytes = ip->serialize();
  return packet;
}

}  // namespace hopproof::probe

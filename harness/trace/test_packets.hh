#pragma once

#include "harness/base/address.hh"
#include "harness/base/big_endian.hh"
#include "harness/base/internet_checksum.hh"
#include "harness/base/protocol.hh"
#include "harness/trace/ether_type.hh"
#include "harness/trace/packet.hh"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

// Packets for tests, byte by byte, with right checksums. Built from the inside out:
// ethernet({}, ipv4({.source = ..., .destination = ...}, 6, tcp({.flags = syn_flag}))).

namespace hopproof::trace::test {

using Bytes = std::vector<uint8_t>;

inline void put16(Bytes& out, size_t value) {
  out.push_back(uint8_t(value >> 8));
  out.push_back(uint8_t(value));
}
inline void put32(Bytes& out, uint32_t value) {
  put16(out, value >> 16);
  put16(out, value);
}
inline void append(Bytes& out, std::span<const uint8_t> more) {
  out.insert(out.end(), more.begin(), more.end());
}
inline void write16(Bytes& out, size_t at, uint16_t value) { store16(&out[at], value); }
inline Bytes text(std::string_view characters) { return {characters.begin(), characters.end()}; }

/// A transport message and where in it the checksum goes.
struct Transport {
  uint8_t protocol = 0;
  size_t checksum_at = 0;
  bool pseudo_header = true;
  Bytes bytes;
};

struct TcpSpec {
  uint16_t source_port = 40000, destination_port = 8000;
  uint32_t sequence = 1000, acknowledgement = 0;
  uint8_t flags = syn_flag;
  uint16_t window = 64240;
  std::string_view payload{};
};

inline Transport tcp(const TcpSpec& spec) {
  Bytes out;
  put16(out, spec.source_port);
  put16(out, spec.destination_port);
  put32(out, spec.sequence);
  put32(out, spec.acknowledgement);
  out.push_back(5 << 4);
  out.push_back(spec.flags);
  put16(out, spec.window);
  put32(out, 0);
  append(out, text(spec.payload));
  return {protocol::tcp, 16, true, out};
}

inline Transport udp(uint16_t source_port, uint16_t destination_port, std::string_view payload) {
  Bytes out;
  put16(out, source_port);
  put16(out, destination_port);
  put16(out, 8 + payload.size());
  put16(out, 0);
  append(out, text(payload));
  return {protocol::udp, 6, true, out};
}

/// `rest`: the id and the sequence of an echo, an MTU, a gateway.
inline Transport icmp(uint8_t type, uint8_t code, uint32_t rest, std::span<const uint8_t> body) {
  Bytes out{type, code};
  put16(out, 0);
  put32(out, rest);
  append(out, body);
  return {protocol::icmp, 2, false, out};
}

inline Transport icmp6(uint8_t type, uint8_t code, uint32_t rest, std::span<const uint8_t> body) {
  Transport message = icmp(type, code, rest, body);
  message.protocol = protocol::icmp6;
  message.pseudo_header = true;
  return message;
}

inline Transport tunnel(const Bytes& inner) { return {protocol::ipip, 0, false, inner}; }

struct IpSpec {
  std::string_view source = "10.0.0.1", destination = "10.0.0.2";
  uint8_t ttl = 64;
  uint16_t id = 0;
  size_t fragment_offset = 0;
  bool more_fragments = false;
};

inline IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }

/// The message with its checksum filled in.
inline Bytes finished(const IpSpec& ip, Transport message) {
  if (message.checksum_at == 0) return message.bytes;
  const uint32_t pseudo = message.pseudo_header
                              ? pseudo_header_sum(address(ip.source), address(ip.destination),
                                                  message.protocol, message.bytes.size())
                              : 0;
  const uint16_t sum = internet_checksum(message.bytes, pseudo);
  const bool would_say_none = message.protocol == protocol::udp && sum == 0;  // RFC 768
  write16(message.bytes, message.checksum_at, would_say_none ? 0xffff : sum);
  return message.bytes;
}

inline Bytes ipv4_raw(const IpSpec& ip, uint8_t protocol, std::span<const uint8_t> payload) {
  Bytes out{0x45, 0};
  put16(out, 20 + payload.size());
  put16(out, ip.id);
  put16(out, ip.fragment_offset / 8 | (ip.more_fragments ? 0x2000 : 0));
  out.push_back(ip.ttl);
  out.push_back(protocol);
  put16(out, 0);
  append(out, address(ip.source).bytes());
  append(out, address(ip.destination).bytes());
  write16(out, 10, internet_checksum(out));
  append(out, payload);
  return out;
}

inline Bytes ipv4(const IpSpec& ip, const Transport& message) {
  return ipv4_raw(ip, message.protocol, finished(ip, message));
}

/// `extensions`: whole extension headers; the first one's number is `first`.
inline Bytes ipv6(const IpSpec& ip, const Transport& message, uint8_t first = 0,
                  std::span<const uint8_t> extensions = {}) {
  const Bytes body = finished(ip, message);
  Bytes out{0x60, 0, 0, 0};
  put16(out, extensions.size() + body.size());
  out.push_back(extensions.empty() ? message.protocol : first);
  out.push_back(ip.ttl);
  append(out, address(ip.source).bytes());
  append(out, address(ip.destination).bytes());
  append(out, extensions);
  append(out, body);
  return out;
}

struct Macs {
  MacAddress from{2, 0, 0, 0, 0, 1}, to{2, 0, 0, 0, 0, 2};
};

inline Bytes ethernet(const Macs& macs, uint16_t type, std::span<const uint8_t> payload) {
  Bytes out;
  append(out, macs.to);
  append(out, macs.from);
  put16(out, type);
  append(out, payload);
  return out;
}

inline Bytes ethernet(const Macs& macs, const Bytes& ip) {
  return ethernet(macs, ip[0] >> 4 == 4 ? ether_type::ipv4 : ether_type::ipv6, ip);
}

inline Bytes arp(const Macs& macs, bool request, std::string_view sender, std::string_view target) {
  Bytes out{0, 1, 8, 0, 6, 4, 0, uint8_t(request ? 1 : 2)};
  append(out, macs.from);
  append(out, address(sender).bytes());
  append(out, request ? MacAddress{} : macs.to);
  append(out, address(target).bytes());
  return ethernet(macs, ether_type::arp, out);
}

}  // namespace hopproof::trace::test

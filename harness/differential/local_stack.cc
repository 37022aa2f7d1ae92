#include "harness/differential/local_stack.hh"

#include "engine/core/icmp_answer.hh"
#include "engine/core/wire/packet.hh"
#include "engine/packets/plain_packet.hh"
#include "harness/base/big_endian.hh"

namespace hopproof::differential {
namespace {

constexpr uint8_t rst_flag = 0x04, ack_flag = 0x10;

std::optional<Bytes> reset(const core::Packet& packet, const Bytes& bytes) {
  constexpr size_t header = 20;
  const auto transport = packet.payload();
  if (transport.size() < header || !core::is_intact(bytes)) return std::nullopt;
  const uint8_t flags = transport[13];
  if (flags & rst_flag) return std::nullopt;
  const std::string from =
      Endpoint{packet.destination().unpack(packet.family()), packet.destination_port()}.text();
  const std::string to =
      Endpoint{packet.source().unpack(packet.family()), packet.source_port()}.text();
  const uint8_t answer = flags & ack_flag ? rst_flag : uint8_t{rst_flag | ack_flag};
  return core::craft({.from = from, .to = to, .flags = answer, .payload = "", .ttl = 64});
}

/// A kernel without SCTP; ICMPv6 calls it a parameter problem.
Bytes unknown_protocol(const core::Packet& packet) {
  const std::string from = packet.destination().unpack(packet.family()).text();
  const std::string to = packet.source().unpack(packet.family()).text();
  const Bytes quote(packet.bytes().begin(), packet.bytes().end());
  return packet.is_v4() ? core::icmp_error(from, to, 3, 2, quote)
                        : core::icmp_error(from, to, 4, 1, quote);
}

std::optional<Bytes> unreachable(const core::Packet& packet, core::IcmpReason reason) {
  core::IcmpAnswer answer;
  const auto bytes = answer.build(packet, reason, packet.destination());
  if (bytes.empty()) return std::nullopt;
  return Bytes(bytes.begin(), bytes.end());
}

}  // namespace

bool is_received(const Bytes& packet) {
  return !core::is_v4(packet) ||
         core::plain_checksum(packet.data(), core::header_size(packet), 0) == 0;
}

void decrement_hops(Bytes& packet) {
  const bool v4 = core::is_v4(packet);
  --packet[v4 ? 8 : 7];
  if (!v4) return;
  store16(&packet[10], 0);
  store16(&packet[10], core::plain_checksum(packet.data(), core::header_size(packet), 0));
}

std::optional<Bytes> local_answer(const Bytes& original) {
  Bytes bytes = original;
  const auto packet = core::Packet::parse(bytes);
  if (!packet) return std::nullopt;
  switch (packet->protocol()) {
    case protocol::tcp:
      return reset(*packet, bytes);
    case protocol::udp:
      if (packet->payload().size() < 8 || !core::is_intact(bytes)) return std::nullopt;
      return unreachable(*packet, core::IcmpReason::port_unreachable);
    case protocol::sctp:
      return unknown_protocol(*packet);
    default:
      return std::nullopt;
  }
}

uint32_t mark_of(const Bytes& packet) {
  const bool v4 = core::is_v4(packet);
  const uint8_t* destination = &packet[v4 ? 16 : 24];
  const bool vip = v4 ? destination[1] == 96 : destination[3] == 0x96;
  const uint8_t number = destination[v4 ? 3 : 15];
  return vip && number >= 2 ? number : 0;
}

bool is_own(const IpAddress& address) {
  return address.is_v4() ? (address.v4_host_order() >> 16) == 0x0a60  // 10.96
                         : address.bytes()[3] == 0x96;                // fd00:96
}

IpAddress own_address(const IpAddress& peer) {
  const bool client = peer.is_v4() ? (peer.v4_host_order() >> 16) == 0x0a61  // 10.97
                                   : peer.bytes()[3] == 0x97;                // fd00:97
  if (peer.is_v4()) return *IpAddress::parse(client ? "10.64.0.1" : "10.65.0.1");
  return *IpAddress::parse(client ? "fd00:64::1" : "fd00:65::1");
}

}  // namespace hopproof::differential

#include "engine/core/wire/rewrite.hh"

#include "engine/core/connections/sctp_state.hh"
#include "engine/core/packet_path.hh"
#include "engine/core/wire/crc32c.hh"
#include "engine/core/wire/header.hh"
#include "engine/core/wire/incremental_checksum.hh"

#include <algorithm>

namespace hopproof::core {

namespace {

constexpr size_t tcp_checksum = 16;
constexpr size_t udp_checksum = 6;
constexpr size_t sctp_checksum_at = 8;
constexpr size_t source_port_at = 0, destination_port_at = 2;

void patch_udp(uint8_t* field, uint16_t change) {
  if (load16(field) == 0) return;  // the sender computed none (RFC 768)
  patch_checksum(field, change);
  if (load16(field) == 0) store16(field, 0xffff);
}

/// The checksum does not cover addresses, and where the port stays it stays too, right or wrong.
void put_sctp_port(std::span<uint8_t> transport, size_t at, uint16_t port) {
  if (load16(&transport[at]) == port) return;
  store16(&transport[at], port);
  const uint32_t sum = sctp_checksum(transport);
  for (size_t i = 0; i < 4; ++i)
    transport[sctp_checksum_at + i] = static_cast<uint8_t>(sum >> 8 * i);
}

/// The new port at its place, and `change` in the checksum. False: the header is cut short.
bool put_port(const Packet& packet, size_t at, uint16_t port, uint16_t change) {
  const auto transport = packet.payload();
  switch (packet.protocol()) {
    case protocol::tcp:
      if (transport.size() < tcp_header) return false;
      patch_checksum(&transport[tcp_checksum], change);
      break;
    case protocol::sctp:
      if (transport.size() < sctp_header) return false;
      put_sctp_port(transport, at, port);
      break;
    default:
      if (transport.size() < udp_header) return false;
      patch_udp(&transport[udp_checksum], change);
      break;
  }
  store16(&transport[at], port);
  return true;
}

void put_address(const Packet& packet, std::span<uint8_t> field, const PackedAddress& address,
                 uint16_t change) {
  std::ranges::copy(address.bytes(packet.family()), field.begin());
  if (uint8_t* checksum = packet.header_checksum()) patch_checksum(checksum, change);
}

}  // namespace

bool rewrite_request(const Packet& packet, const Connection& connection) {
  if (!put_port(packet, destination_port_at, connection.destination_port,
                connection.transport_delta))
    return false;
  put_address(packet, packet.destination_bytes(), connection.destination(),
              connection.address_delta);
  return true;
}

bool rewrite_reply(const Packet& packet, const Connection& connection) {
  if (!put_port(packet, source_port_at, connection.virtual_port,
                inverse(connection.transport_delta)))
    return false;
  put_address(packet, packet.source_bytes(), connection.virtual_address(),
              inverse(connection.address_delta));
  return true;
}

void put_source(std::span<uint8_t> bytes, const Endpoint& source) {
  const auto packet = Packet::parse(bytes);
  if (!packet || !is_translated(*packet) || !packet->has_ports() ||
      packet->family() != source.address.family())
    return;
  const uint16_t of_address = delta(packet->source_bytes(), source.address.bytes());
  const uint16_t change = fold(uint64_t{of_address} + delta(packet->source_port(), source.port));
  if (put_port(*packet, source_port_at, source.port, change))
    put_address(*packet, packet->source_bytes(), PackedAddress::from(source.address), of_address);
}

void decrement_ttl(const Packet& packet) {
  const uint8_t before = packet.ttl()--;
  if (uint8_t* checksum = packet.header_checksum())
    patch_checksum(checksum, delta(static_cast<uint16_t>(before << 8),
                                   static_cast<uint16_t>(packet.ttl() << 8)));
}

}  // namespace hopproof::core

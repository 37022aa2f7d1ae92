#include "engine/core/rewrite.hh"

#include "engine/core/checksum.hh"

#include <algorithm>

namespace hopproof::core {

namespace {

constexpr size_t tcp_header = 20, tcp_checksum = 16;
constexpr size_t udp_header = 8, udp_checksum = 6;
constexpr size_t source_port_at = 0, destination_port_at = 2;

/// The transport's checksum field; nullptr when its header is cut short.
uint8_t* transport_checksum(const Packet& packet) {
  const auto transport = packet.payload();
  if (packet.protocol() == protocol::tcp)
    return transport.size() < tcp_header ? nullptr : &transport[tcp_checksum];
  return transport.size() < udp_header ? nullptr : &transport[udp_checksum];
}

void patch_transport(uint8_t* field, uint8_t protocol, uint16_t change) {
  if (protocol == protocol::tcp) {
    patch_checksum(field, change);
    return;
  }
  if (load16(field) == 0) return;  // the sender computed none (RFC 768)
  patch_checksum(field, change);
  if (load16(field) == 0) store16(field, 0xffff);
}

void put_address(const Packet& packet, std::span<uint8_t> field, const PackedAddress& address,
                 uint16_t change) {
  std::ranges::copy(address.bytes(packet.family()), field.begin());
  if (uint8_t* checksum = packet.header_checksum()) patch_checksum(checksum, change);
}

}  // namespace

bool rewrite_request(const Packet& packet, const Connection& connection) {
  uint8_t* checksum = transport_checksum(packet);
  if (checksum == nullptr) return false;
  store16(&packet.payload()[destination_port_at], connection.destination_port);
  patch_transport(checksum, packet.protocol(), connection.transport_delta);
  put_address(packet, packet.destination_bytes(), connection.destination, connection.address_delta);
  return true;
}

bool rewrite_reply(const Packet& packet, const Connection& connection) {
  uint8_t* checksum = transport_checksum(packet);
  if (checksum == nullptr) return false;
  store16(&packet.payload()[source_port_at], connection.virtual_port);
  patch_transport(checksum, packet.protocol(), inverse(connection.transport_delta));
  put_address(packet, packet.source_bytes(), connection.virtual_address,
              inverse(connection.address_delta));
  return true;
}

void decrement_ttl(const Packet& packet) {
  const uint8_t before = packet.ttl()--;
  if (uint8_t* checksum = packet.header_checksum())
    patch_checksum(checksum, delta(static_cast<uint16_t>(before << 8),
                                   static_cast<uint16_t>(packet.ttl() << 8)));
}

}  // namespace hopproof::core

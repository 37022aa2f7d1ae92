#include "engine/packets/plain_packet.hh"

#include "harness/base/address.hh"
#include "harness/base/big_endian.hh"
#include "harness/base/protocol.hh"

#include <algorithm>
#include <span>

namespace hopproof::core {
namespace {

/// The transport checksum over the packet as it stands: 0 (or 0xffff) when the field is right.
uint16_t transport_checksum(const Bytes& packet) {
  const size_t header = header_size(packet);
  const size_t length = packet.size() - header;
  const uint8_t protocol = protocol_in(packet);
  uint32_t pseudo = 0;
  if (protocol != protocol::icmp) {
    const size_t at = is_v4(packet) ? 12 : 8, size = is_v4(packet) ? 8 : 32;
    pseudo = static_cast<uint16_t>(~plain_checksum(&packet[at], size, 0));
    pseudo += static_cast<uint32_t>(length) + protocol;
    pseudo = (pseudo & 0xffff) + (pseudo >> 16);
  }
  return plain_checksum(&packet[header], length, pseudo);
}

/// An IP header without checksum, followed by `transport` zeroed bytes.
Bytes ip_packet(const IpAddress& from, const IpAddress& to, uint8_t protocol, uint8_t ttl,
                size_t transport) {
  const bool v4 = from.is_v4();
  Bytes packet((v4 ? 20u : 40u) + transport);
  packet[0] = v4 ? 0x45 : 0x60;
  store16(&packet[v4 ? 2 : 4], static_cast<uint16_t>(v4 ? packet.size() : transport));
  packet[v4 ? 8 : 7] = ttl;
  packet[v4 ? 9 : 6] = protocol;
  std::copy(from.bytes().begin(), from.bytes().end(), &packet[v4 ? 12 : 8]);
  std::copy(to.bytes().begin(), to.bytes().end(), &packet[v4 ? 16 : 24]);
  return packet;
}

std::string end_text(const uint8_t* address, bool v4, const uint8_t* port) {
  const IpAddress ip = v4 ? IpAddress::v4(std::span<const uint8_t, 4>(address, 4))
                          : IpAddress::v6(std::span<const uint8_t, 16>(address, 16));
  return port == nullptr ? ip.text() : Endpoint{ip, load16(port)}.text();
}

}  // namespace

uint16_t plain_checksum(const uint8_t* at, size_t length, uint32_t sum) {
  for (size_t i = 0; i < length; ++i) {
    sum += i % 2 == 0 ? static_cast<uint32_t>(at[i]) << 8 : at[i];
    if (sum > 0xffff) sum = (sum & 0xffff) + 1;
  }
  return static_cast<uint16_t>(~sum);
}

bool is_v4(const Bytes& packet) { return packet[0] >> 4 == 4; }
size_t header_size(const Bytes& packet) { return is_v4(packet) ? (packet[0] & 0x0fu) * 4u : 40u; }
uint8_t protocol_in(const Bytes& packet) { return packet[is_v4(packet) ? 9 : 6]; }

size_t checksum_offset(uint8_t protocol) {
  if (protocol == protocol::tcp) return 16;
  return protocol == protocol::udp ? 6 : 2;
}

void finish_checksums(Bytes& packet) {
  if (is_v4(packet)) {
    store16(&packet[10], 0);
    store16(&packet[10], plain_checksum(packet.data(), header_size(packet), 0));
  }
  uint8_t* field = &packet[header_size(packet) + checksum_offset(protocol_in(packet))];
  store16(field, 0);
  const uint16_t sum = transport_checksum(packet);
  store16(field, sum == 0 && protocol_in(packet) == protocol::udp ? uint16_t{0xffff} : sum);
}

uint32_t plain_crc32c(const uint8_t* at, size_t length) {
  uint32_t crc = UINT32_MAX;
  for (size_t i = 0; i < 8 * length; ++i) {
    const uint32_t bit = (at[i / 8] >> i % 8 ^ crc) & 1;
    crc = crc >> 1 ^ (bit != 0 ? 0x82f63b78 : 0);
  }
  return ~crc;
}

void store_sctp_checksum(Bytes& packet) {
  uint8_t* transport = &packet[header_size(packet)];
  store32(transport + 8, 0);
  const uint32_t crc = plain_crc32c(transport, packet.size() - header_size(packet));
  for (int i = 0; i < 4; ++i) transport[8 + i] = static_cast<uint8_t>(crc >> 8 * i);
}

Bytes craft(const Crafted& crafted) {
  const Endpoint from = *Endpoint::parse(crafted.from), to = *Endpoint::parse(crafted.to);
  const size_t header = crafted.protocol == protocol::tcp ? 20 : 8;
  Bytes packet = ip_packet(from.address, to.address, crafted.protocol, crafted.ttl,
                           header + crafted.payload.size());
  if (is_v4(packet) && crafted.dont_fragment) packet[6] = 0x40;
  uint8_t* transport = &packet[header_size(packet)];
  store16(transport, from.port);
  store16(transport + 2, to.port);
  if (crafted.protocol == protocol::tcp) {
    transport[12] = 0x50;
    transport[13] = crafted.flags;
  } else {
    store16(transport + 4, static_cast<uint16_t>(header + crafted.payload.size()));
  }
  std::copy(crafted.payload.begin(), crafted.payload.end(), transport + header);
  finish_checksums(packet);
  if (crafted.protocol == protocol::udp && !crafted.udp_checksum) store16(transport + 6, 0);
  return packet;
}

Bytes craft_sctp(std::string_view from_text, std::string_view to_text, uint8_t chunk,
                 std::string_view rest) {
  const Endpoint from = *Endpoint::parse(from_text), to = *Endpoint::parse(to_text);
  Bytes packet = ip_packet(from.address, to.address, protocol::sctp, 64, 16 + rest.size());
  uint8_t* transport = &packet[header_size(packet)];
  store16(transport, from.port);
  store16(transport + 2, to.port);
  transport[12] = chunk;
  store16(transport + 14, 4);
  std::copy(rest.begin(), rest.end(), transport + 16);
  if (is_v4(packet)) store16(&packet[10], plain_checksum(packet.data(), 20, 0));
  store_sctp_checksum(packet);
  return packet;
}

Bytes icmp_error(std::string_view from, std::string_view to, uint8_t type, uint8_t code,
                 const Bytes& quote) {
  const IpAddress source = *IpAddress::parse(from);
  const uint8_t protocol = source.is_v4() ? protocol::icmp : protocol::icmp6;
  Bytes packet = ip_packet(source, *IpAddress::parse(to), protocol, 64, 8 + quote.size());
  uint8_t* message = &packet[header_size(packet)];
  message[0] = type;
  message[1] = code;
  std::copy(quote.begin(), quote.end(), message + 8);
  finish_checksums(packet);
  return packet;
}

Bytes quote_of(const Bytes& packet) {
  return {packet.begin() + static_cast<long>(header_size(packet)) + 8, packet.end()};
}

std::string tuple(const Bytes& packet) {
  const bool v4 = is_v4(packet);
  const uint8_t protocol = protocol_in(packet);
  const bool ports =
      protocol == protocol::tcp || protocol == protocol::udp || protocol == protocol::sctp;
  const uint8_t* at = &packet[header_size(packet)];
  return end_text(&packet[v4 ? 12 : 8], v4, ports ? at : nullptr) + " > " +
         end_text(&packet[v4 ? 16 : 24], v4, ports ? at + 2 : nullptr);
}

int ttl(const Bytes& packet) { return packet[is_v4(packet) ? 8 : 7]; }

bool is_intact(const Bytes& packet) {
  if (is_v4(packet) && plain_checksum(packet.data(), header_size(packet), 0) != 0) return false;
  const uint8_t protocol = protocol_in(packet);
  if (protocol == protocol::sctp) {
    Bytes right = packet;
    store_sctp_checksum(right);
    return right == packet;
  }
  const uint8_t* field = &packet[header_size(packet) + checksum_offset(protocol)];
  if (protocol == protocol::udp && load16(field) == 0) return is_v4(packet);
  return transport_checksum(packet) == 0;
}

}  // namespace hopproof::core

#pragma once

#include "harness/base/address.hh"
#include "harness/base/protocol.hh"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Packets byte by byte, for the tests of the core and for `hopproof differ`; the core itself does
// not link this. Checksums are computed here in another way than anywhere else, byte by byte and
// bit by bit, so that one can judge the other.

namespace hopproof::core {

using Bytes = std::vector<uint8_t>;

/// A TCP or UDP packet as a test writes it. Both ends of one family.
struct Crafted {
  std::string_view from = "10.0.0.2:40000", to = "10.0.0.1:80";
  uint8_t protocol = hopproof::protocol::tcp;
  uint8_t flags = 0x02;
  std::string_view payload{};
  uint8_t ttl = 64;
  bool dont_fragment = true;
  bool udp_checksum = true;
};

/// From the IP header on, checksums right.
Bytes craft(const Crafted& crafted);

/// An SCTP packet of one chunk of that type, its checksum right.
Bytes craft_sctp(std::string_view from_text, std::string_view to_text, uint8_t chunk,
                 std::string_view rest = "");

/// An ICMP error about `quote`.
Bytes icmp_error(std::string_view from, std::string_view to, uint8_t type, uint8_t code,
                 const Bytes& quote);

/// Computes the checksums of a whole packet of TCP, UDP, ICMP or ICMPv6 anew.
void finish_checksums(Bytes& packet);
void store_sctp_checksum(Bytes& packet);

/// The Internet checksum of `length` bytes, added to `sum`.
uint16_t plain_checksum(const uint8_t* at, size_t length, uint32_t sum);
/// Bit by bit (RFC 9260, appendix A).
uint32_t plain_crc32c(const uint8_t* at, size_t length);

bool is_v4(const Bytes& packet);
/// Of an IPv6 packet: without extension headers.
size_t header_size(const Bytes& packet);
uint8_t protocol_in(const Bytes& packet);
int ttl(const Bytes& packet);
/// Where in a transport header its checksum is.
size_t checksum_offset(uint8_t protocol);

/// What an ICMP error quotes.
Bytes quote_of(const Bytes& packet);

/// "10.0.0.2:40000 > 10.0.0.1:80", without ports for ICMP.
std::string tuple(const Bytes& packet);

/// Header and transport checksums are right, or none where there may be none.
bool is_intact(const Bytes& packet);

}  // namespace hopproof::core

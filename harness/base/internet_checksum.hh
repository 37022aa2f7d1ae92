#pragma once

#include "harness/base/address.hh"

#include <cstddef>
#include <cstdint>
#include <span>

namespace hopproof {

/// Folds the carries of a one's complement sum into 16 bits.
inline uint16_t fold(uint64_t sum) {
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<uint16_t>(sum);
}

/// One's complement sum of the bytes as big-endian words, an odd last byte padded with zero, added
/// to `start` (RFC 1071). Not inverted.
uint16_t sum_words(std::span<const uint8_t> bytes, uint32_t start = 0);

/// What belongs into the checksum field of a message whose field is zero, in host order; 0 for a
/// message that is right. `start`: the sum of its pseudo header.
uint16_t internet_checksum(std::span<const uint8_t> bytes, uint32_t start = 0);

/// Sum of the pseudo header of TCP, UDP and ICMPv6 (RFC 9293 3.1, RFC 768, RFC 8200 8.1): both
/// addresses, the protocol and the length of what follows. `addresses` are source and destination
/// side by side, as in the IP header.
uint32_t pseudo_header_sum(std::span<const uint8_t> addresses, uint8_t protocol, size_t length);
uint32_t pseudo_header_sum(const IpAddress& source, const IpAddress& destination, uint8_t protocol,
                           size_t length);

}  // namespace hopproof

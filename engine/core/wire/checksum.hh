#pragma once

#include "engine/core/wire/big_endian.hh"
#include "harness/base/address.hh"

#include <cstdint>
#include <span>

namespace hopproof::core {

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

/// What belongs into the checksum field of a header whose field is zero; 0 for one that is right.
uint16_t internet_checksum(std::span<const uint8_t> bytes, uint32_t start = 0);

/// Sum of the pseudo header of TCP, UDP and ICMPv6: both addresses, the protocol and the length of
/// what follows. `addresses` are source and destination side by side, as in the IP header.
uint32_t pseudo_header_sum(std::span<const uint8_t> addresses, uint8_t protocol, size_t length);

/// What a checksum's complement grows by when `before` becomes `after` (RFC 1624: ~m + m').
inline uint16_t delta(uint16_t before, uint16_t after) {
  return fold(uint64_t{static_cast<uint16_t>(~before)} + after);
}
uint16_t delta(std::span<const uint8_t> before, std::span<const uint8_t> after);

/// The change that undoes `change`.
inline uint16_t inverse(uint16_t change) { return static_cast<uint16_t>(~change); }

/// Brings a checksum field up to date: HC' = ~(~HC + ~m + m') (RFC 1624, equation 3). A checksum
/// that was wrong stays wrong.
inline void patch_checksum(uint8_t* field, uint16_t change) {
  const auto complement = static_cast<uint16_t>(~load16(field));
  store16(field, static_cast<uint16_t>(~fold(uint64_t{complement} + change)));
}

}  // namespace hopproof::core

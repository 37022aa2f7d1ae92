#pragma once

#include "harness/base/big_endian.hh"
#include "harness/base/internet_checksum.hh"

#include <cstdint>
#include <span>

namespace hopproof::core {

// A rewritten packet is not summed again: what changed in it is known, and the packet path must not
// read a payload (RFC 1624).

/// What a checksum's complement grows by when `before` becomes `after` (RFC 1624: ~m + m').
inline uint16_t delta(uint16_t before, uint16_t after) {
  return fold(uint64_t{static_cast<uint16_t>(~before)} + after);
}
inline uint16_t delta(std::span<const uint8_t> before, std::span<const uint8_t> after) {
  return delta(sum_words(before), sum_words(after));
}

/// The change that undoes `change`.
inline uint16_t inverse(uint16_t change) { return static_cast<uint16_t>(~change); }

/// Brings a checksum field up to date: HC' = ~(~HC + ~m + m') (RFC 1624, equation 3). A checksum
/// that was wrong stays wrong.
inline void patch_checksum(uint8_t* field, uint16_t change) {
  const auto complement = static_cast<uint16_t>(~load16(field));
  store16(field, static_cast<uint16_t>(~fold(uint64_t{complement} + change)));
}

}  // namespace hopproof::core

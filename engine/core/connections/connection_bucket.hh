#pragma once

#include "engine/core/connections/connection.hh"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace hopproof::core {

/// What one cache line holds of a hash table: handles of the newest twelve entries of a bucket,
/// newest first, and a byte of each one's hash, so that only the right entry is read. Older ones
/// are chained through the entries themselves.
struct alignas(64) ConnectionBucket {
  static constexpr size_t slots = 12;

  std::array<uint8_t, slots> tags{};  // 0: free; used slots are the first ones
  ConnectionId overflow = no_connection;
  std::array<ConnectionId, slots> ids{};

  static uint8_t tag_of(uint64_t hash) {
    return std::max<uint8_t>(static_cast<uint8_t>(hash >> 56), 1);
  }

  /// A bit for each slot that has the tag.
  uint32_t slots_with(uint8_t tag) const {
    uint64_t first = 0, last = 0;
    std::memcpy(&first, &tags[0], 8);
    std::memcpy(&last, &tags[8], slots - 8);
    return bytes_with(first, tag) | bytes_with(last, tag) << 8;
  }
  bool is_full() const { return tags.back() != 0; }

  /// In front of all; what was in the last slot is not in the bucket any more.
  void push(ConnectionId id, uint8_t tag) {
    std::shift_right(tags.begin(), tags.end(), 1);
    std::shift_right(ids.begin(), ids.end(), 1);
    tags.front() = tag;
    ids.front() = id;
  }
  /// Later ones move up, the last slot becomes free.
  void erase(size_t slot) {
    std::shift_left(tags.begin() + slot, tags.end(), 1);
    std::shift_left(ids.begin() + slot, ids.end(), 1);
    tags.back() = 0;
  }

 private:
  static constexpr uint64_t ones = 0x0101010101010101, low_bits = 0x7f * ones;

  /// A bit for each of eight bytes, the first in memory lowest.
  static uint32_t bytes_with(uint64_t bytes, uint8_t tag) {
    const uint64_t different = bytes ^ ones * tag;
    uint64_t equal = ~(((different & low_bits) + low_bits) | different | low_bits);  // 0x80 or 0
    if constexpr (std::endian::native == std::endian::big) equal = __builtin_bswap64(equal);
    constexpr uint64_t gather = 0x0102040810204080;  // each byte's lowest bit into the highest byte
    return static_cast<uint32_t>((equal >> 7) * gather >> 56);
  }
};

static_assert(sizeof(ConnectionBucket) == 64);

}  // namespace hopproof::core

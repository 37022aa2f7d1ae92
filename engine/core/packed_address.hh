#pragma once

#include "harness/base/address.hh"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

namespace hopproof::core {

/// An address as the packet path compares it: 16 bytes in network order, IPv4 in the first four and
/// zeros after it. The family is known from where it stands.
struct PackedAddress {
  uint64_t words[2];

  /// From 4 or 16 bytes of a packet.
  /// Not by bytes: a word read where its bytes were just written waits for them.
  static PackedAddress from(std::span<const uint8_t> bytes) {
    if (bytes.size() == sizeof(uint32_t)) return from_v4(bytes.data());
    PackedAddress packed{};
    if (bytes.size() == sizeof packed.words)
      std::memcpy(packed.words, bytes.data(), sizeof packed.words);
    return packed;
  }
  static PackedAddress from(const IpAddress& address) { return from(address.bytes()); }

  IpAddress unpack(Family family) const;
  /// The first 4 or 16 bytes.
  std::span<const uint8_t> bytes(Family family) const {
    return {reinterpret_cast<const uint8_t*>(words), family == Family::v4 ? 4u : 16u};
  }
  /// 127.0.0.0/8 or ::1.
  bool is_loopback(Family family) const {
    const auto raw = bytes(family);
    if (family == Family::v4) return raw[0] == 127;
    return words[0] == 0 && std::equal(raw.begin() + 8, raw.end(), loopback_end.begin());
  }
  bool operator==(const PackedAddress&) const = default;

 private:
  static constexpr std::array<uint8_t, 8> loopback_end{0, 0, 0, 0, 0, 0, 0, 1};
  static PackedAddress from_v4(const uint8_t* bytes) {
    uint32_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    constexpr bool little = std::endian::native == std::endian::little;
    return {{little ? uint64_t{word} : uint64_t{word} << 32, 0}};
  }
};

}  // namespace hopproof::core

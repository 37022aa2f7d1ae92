#pragma once

#include "harness/base/address.hh"

#include <cstdint>
#include <cstring>
#include <span>

namespace hopproof::core {

/// An address as the packet path compares it: 16 bytes in network order, IPv4 in the first four and
/// zeros after it. The family is known from where it stands.
struct PackedAddress {
  uint64_t words[2];

  /// From 4 or 16 bytes of a packet.
  static PackedAddress from(std::span<const uint8_t> bytes) {
    PackedAddress packed{};
    std::memcpy(packed.words, bytes.data(), bytes.size() < 16 ? bytes.size() : 16);
    return packed;
  }
  static PackedAddress from(const IpAddress& address) { return from(address.bytes()); }

  IpAddress unpack(Family family) const;
  /// The first 4 or 16 bytes.
  std::span<const uint8_t> bytes(Family family) const {
    return {reinterpret_cast<const uint8_t*>(words), family == Family::v4 ? 4u : 16u};
  }
  bool operator==(const PackedAddress&) const = default;
};

}  // namespace hopproof::core

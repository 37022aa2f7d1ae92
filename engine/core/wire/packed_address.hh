#pragma once

#include "harness/base/address.hh"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

namespace hopproof::core {

/// The first four bytes of an address, which is all of an IPv4 one, and the other twelve.
using AddressFront = uint32_t;
using AddressRest = std::array<uint32_t, 3>;

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

  /// As from() makes one of a packet's bytes.
  static PackedAddress from(AddressFront front) {
    constexpr bool little = std::endian::native == std::endian::little;
    return {{little ? uint64_t{front} : uint64_t{front} << 32, 0}};
  }
  static PackedAddress from(AddressFront front, const AddressRest& rest) {
    PackedAddress packed{};
    auto* const bytes = reinterpret_cast<uint8_t*>(packed.words);
    std::memcpy(bytes, &front, sizeof front);
    std::memcpy(bytes + sizeof front, rest.data(), sizeof rest);
    return packed;
  }

  AddressFront front() const {
    AddressFront front = 0;
    std::memcpy(&front, words, sizeof front);
    return front;
  }
  AddressRest rest() const {
    AddressRest rest;
    std::memcpy(rest.data(), reinterpret_cast<const uint8_t*>(words) + sizeof(AddressFront),
                sizeof rest);
    return rest;
  }

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
    AddressFront front = 0;
    std::memcpy(&front, bytes, sizeof front);
    return from(front);
  }
};

}  // namespace hopproof::core

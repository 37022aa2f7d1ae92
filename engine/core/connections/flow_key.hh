#pragma once

#include "engine/core/wire/packed_address.hh"

#include <cstdint>

namespace hopproof::core {

/// How a packet names its connection: the client's end and the end that it talks to, which is the
/// virtual one in requests and the server's in replies.
struct FlowKey {
  PackedAddress client, other;
  uint16_t client_port, other_port;
  uint8_t protocol;
  Family family;

  bool operator==(const FlowKey&) const = default;
};

/// A keyed hash of flows: without the seed an attacker cannot aim at one bucket.
class FlowHash {
 public:
  explicit FlowHash(uint64_t seed);
  uint64_t operator()(const FlowKey& key) const {
    const uint64_t ports = uint64_t{key.client_port} << 32 | uint64_t{key.other_port} << 16 |
                           uint64_t{key.protocol} << 8 | static_cast<uint64_t>(key.family);
    uint64_t hash = mix(key.client.words[0] ^ keys_[0], key.other.words[0] ^ keys_[1]);
    if (key.family == Family::v6)
      hash ^= mix(key.client.words[1] ^ keys_[2], key.other.words[1] ^ keys_[3]);
    return mix(hash ^ ports, keys_[4]);
  }

 private:
  static uint64_t mix(uint64_t a, uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = Wide{a} * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  }

  uint64_t keys_[5];
};

}  // namespace hopproof::core

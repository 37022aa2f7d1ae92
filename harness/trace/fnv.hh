#pragma once

#include <cstdint>
#include <span>

namespace hopproof::trace {

/// FNV-1a, 64 bits: distinguishes payloads, and is no protection against an attacker.
class Fnv {
 public:
  void add(std::span<const uint8_t> bytes) {
    for (const uint8_t byte : bytes) value_ = (value_ ^ byte) * 0x100000001b3;
  }
  void add(uint64_t word) {
    for (int shift = 0; shift < 64; shift += 8) {
      value_ = (value_ ^ (word >> shift & 0xff)) * 0x100000001b3;
    }
  }
  uint64_t value() const { return value_; }

 private:
  uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace hopproof::trace

#pragma once

#include <bit>
#include <cstdint>

namespace hopproof::core {

/// The kernel's hsiphash() of one 32-bit word on a 64-bit machine, where it is SipHash-1-3, both
/// halves of whose key are `key` here (lib/siphash.c).
class HalfSipHash {
 public:
  explicit HalfSipHash(uint64_t key) : key_(key) {}

  uint32_t operator()(uint32_t word) const {
    State s{0x736f6d6570736575 ^ key_, 0x646f72616e646f6d ^ key_, 0x6c7967656e657261 ^ key_,
            0x7465646279746573 ^ key_};
    const uint64_t last = uint64_t{4} << 56 | word;  // the length, then what is left of the input
    s.d ^= last;
    s.round();
    s.a ^= last;
    s.c ^= 0xff;
    for (int i = 0; i < 3; ++i) s.round();
    return static_cast<uint32_t>(s.a ^ s.b ^ s.c ^ s.d);
  }

 private:
  struct State {
    uint64_t a, b, c, d;

    void round() {
      a += b, c += d;
      b = std::rotl(b, 13) ^ a;
      d = std::rotl(d, 16) ^ c;
      a = std::rotl(a, 32);
      c += b, a += d;
      b = std::rotl(b, 17) ^ c;
      d = std::rotl(d, 21) ^ a;
      c = std::rotl(c, 32);
    }
  };

  uint64_t key_;
};

}  // namespace hopproof::core

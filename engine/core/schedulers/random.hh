#pragma once

#include <cstdint>

namespace hopproof::core {

/// splitmix64: good enough to draw servers and victims with, and the same for the same seed.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t operator()() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  /// 0 to `limit` - 1.
  uint64_t below(uint64_t limit) { return (*this)() % limit; }

 private:
  uint64_t state_;
};

}  // namespace hopproof::core

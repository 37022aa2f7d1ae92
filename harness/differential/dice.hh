#pragma once

#include "engine/core/schedulers/random.hh"

#include <cstdint>
#include <iterator>

namespace hopproof::differential {

/// Draws that come out the same for the same seed.
class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}

  uint64_t below(uint64_t limit) { return random_.below(limit); }
  bool one_in(uint64_t count) { return below(count) == 0; }
  template <typename Choices>
  const auto& pick(const Choices& choices) {
    return choices[below(std::size(choices))];
  }

 private:
  core::Random random_;
};

}  // namespace hopproof::differential

#pragma once

#include "harness/differential/scenario.hh"

#include <chrono>
#include <cstdint>

namespace hopproof::differential {

/// For players to whom time is free.
inline constexpr std::chrono::milliseconds any_wait = std::chrono::hours(48);
/// For players to whom time really passes: all timeouts but those of the established.
inline constexpr std::chrono::milliseconds short_wait{131'290};

/// The scenario of a number: the same for the same `seed` and `index`, everywhere. Scenarios of
/// different indexes (below 16384) have no client and no server in common.
Scenario generate(uint64_t seed, uint32_t index, std::chrono::milliseconds longest_wait = any_wait);

}  // namespace hopproof::differential

#pragma once

#include "harness/differential/scenario.hh"

#include <cstdint>

namespace hopproof::differential {

/// Who will play. For a kernel time really passes: its scenarios outlast all timeouts but those of
/// the established.
enum class Players : uint8_t { simulated, kernel };

/// The scenario of a number: the same for the same `seed` and `index`, everywhere. Scenarios of
/// different indexes (below 16384) have no client and no server in common.
Scenario generate(uint64_t seed, uint32_t index, Players players = Players::simulated);

}  // namespace hopproof::differential

#pragma once

#include "harness/differential/player.hh"

#include <optional>
#include <string>

namespace hopproof::differential {

/// The first place where two outcomes differ. What is left of a connection's time may differ by a
/// second: clocks are read at different moments.
struct Difference {
  std::string step;         ///< the step that it happened in; "the tables" after the last
  std::string left, right;  ///< "" where one side has nothing
};

/// Whether timers fire when they should, or when the wheel of a kernel comes to them.
enum class Timers : uint8_t { exact, late };

std::optional<Difference> compare(const Outcome& left, const Outcome& right,
                                  Timers timers = Timers::exact);

}  // namespace hopproof::differential

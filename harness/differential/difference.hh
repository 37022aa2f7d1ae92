#pragma once

#include "harness/differential/player.hh"

#include <chrono>
#include <optional>
#include <string>

namespace hopproof::differential {

/// The first place where two outcomes differ. What is left of a connection's time may differ by a
/// second: clocks are read at different moments.
struct Difference {
  std::string step;         ///< the step that it happened in; "the tables" after the last
  std::string left, right;  ///< "" where one side has nothing
};

/// How late the timers of the sides may have fired.
struct Lateness {
  /// Of a template that is kept for its followers a kernel says that it goes in a minute after it
  /// has come to it, late each time: what is shown of it may be off by all of these together.
  std::chrono::seconds kept_templates{0};
};

std::optional<Difference> compare(const Outcome& left, const Outcome& right,
                                  Lateness lateness = {});

}  // namespace hopproof::differential

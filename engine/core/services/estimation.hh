#pragma once

#include "engine/core/time.hh"

namespace hopproof::core {

struct NatState;

/// Ticks the estimators of all services and servers every two seconds. Nothing has to wake it: a
/// packet that comes later finds the counters as they were at the end of the two seconds.
class Estimation {
 public:
  void catch_up(NatState& nat);

 private:
  static constexpr Time between_ticks{2000};
  Time ticked_{-1};
};

}  // namespace hopproof::core

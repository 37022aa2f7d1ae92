#pragma once

#include "engine/core/schedulers/random.hh"
#include "engine/core/schedulers/scheduler.hh"

#include <cstdint>

namespace hopproof::core {

/// `twos` (ip_vs_twos.c): two servers drawn at random by weight, and the less loaded of them.
class TwoChoices : public Scheduler {
 public:
  explicit TwoChoices(uint64_t seed) : random_(seed) {}
  Server* pick(const Servers& servers, const Request& request) override;

 private:
  Server* draw(const Servers& servers, int64_t all_weights);

  Random random_;
};

}  // namespace hopproof::core

#include "engine/core/services/estimation.hh"

#include "engine/core/nat_state.hh"

namespace hopproof::core {

namespace {

/// False: all averages are zero.
bool tick_all(NatState& nat) {
  bool moving = false;
  nat.services.for_each([&](Service& service) {
    service.estimator.tick(service.counters);
    moving = moving || !service.estimator.is_still();
    for (const auto& server : service.servers) server->estimator.tick(server->counters);
  });
  return moving;
}

}  // namespace

void Estimation::catch_up(NatState& nat) {
  if (ticked_ < Time{0}) ticked_ = nat.now;
  while (nat.now - ticked_ >= between_ticks) {
    ticked_ += between_ticks;
    if (!tick_all(nat)) ticked_ += (nat.now - ticked_) / between_ticks * between_ticks;
  }
}

}  // namespace hopproof::core

#pragma once

#include "engine/core/connections/connection.hh"

#include <array>
#include <cstdint>
#include <optional>

namespace hopproof::core {

/// Connections by the time when they have to be checked. A packet only moves its connection's
/// deadline; the wheel finds out when the old moment comes and puts it further on, so that the
/// established path touches no list. Deadlines beyond one turn (17 minutes) wait in its last slot
/// and are checked more than once.
class TimerWheel {
 public:
  explicit TimerWheel(Connection* pool) : pool_(pool) { heads_.fill(no_connection); }

  /// Starts watching a connection's deadline.
  void add(ConnectionId id);
  void remove(ConnectionId id);
  /// After the deadline changed: only one that came nearer costs anything.
  void deadline_changed(ConnectionId id) {
    if (tick_after(pool_[id].deadline) < tick_of(pool_[id])) {
      remove(id);
      add(id);
    }
  }

  /// The time has not reached the next tick: nothing to do.
  bool is_up_to(Time now) const { return tick_before(now) <= current_; }

  /// Calls due(id) for each connection whose deadline has passed, in the order of the deadlines
  /// however late it is; `due` removes it, or moves its deadline on and calls add(). The connection
  /// is off the wheel during the call.
  template <typename Due>
  void advance(Time now, Due due) {
    const uint64_t target = tick_before(now);
    for (uint64_t tick = next_used(); tick <= target; tick = next_used()) {
      current_ = tick - 1;
      const ConnectionId id = heads_[slot(tick)];
      remove(id);
      if (tick_after(pool_[id].deadline) <= tick) {
        due(id);
      } else {
        add(id);
      }
    }
    if (target > current_) current_ = target;
  }

  /// When advance() may have something to do next.
  std::optional<Time> next() const;

 private:
  static constexpr int tick_shift = 6;  // 64 ms
  static constexpr uint64_t slot_count = 16384;
  static constexpr uint64_t never = UINT64_MAX;
  static uint64_t slot(uint64_t tick) { return tick & (slot_count - 1); }
  static uint64_t tick_before(Time t) { return static_cast<uint64_t>(t.count()) >> tick_shift; }
  static uint64_t tick_after(Time t) {
    return (static_cast<uint64_t>(t.count()) + (1u << tick_shift) - 1) >> tick_shift;
  }

  /// An entry keeps the lower half: it waits less than a turn from now.
  uint64_t tick_of(const Connection& connection) const {
    return current_ +
           static_cast<uint32_t>(connection.wheel_tick - static_cast<uint32_t>(current_));
  }

  uint64_t next_used() const;

  Connection* pool_;
  uint64_t current_ = 0;  // every tick up to this one is done
  std::array<ConnectionId, slot_count> heads_;
  std::array<uint64_t, slot_count / 64> used_{};  // a bit for each slot that is not empty
};

}  // namespace hopproof::core

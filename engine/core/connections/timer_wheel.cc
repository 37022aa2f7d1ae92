#include "engine/core/connections/timer_wheel.hh"

#include <algorithm>
#include <bit>

namespace hopproof::core {

void TimerWheel::add(ConnectionId id) {
  Connection& connection = pool_[id];
  const uint64_t tick =
      std::clamp(tick_after(connection.deadline), current_ + 1, current_ + slot_count);
  const uint64_t s = slot(tick);
  connection.wheel_tick = static_cast<uint32_t>(tick);
  connection.wheel_previous = no_connection;
  connection.wheel_next = heads_[s];
  if (heads_[s] != no_connection) pool_[heads_[s]].wheel_previous = id;
  heads_[s] = id;
  used_[s / 64] |= uint64_t{1} << s % 64;
}

void TimerWheel::remove(ConnectionId id) {
  const Connection& connection = pool_[id];
  const uint64_t s = slot(connection.wheel_tick);
  if (connection.wheel_next != no_connection)
    pool_[connection.wheel_next].wheel_previous = connection.wheel_previous;
  if (connection.wheel_previous != no_connection) {
    pool_[connection.wheel_previous].wheel_next = connection.wheel_next;
  } else {
    heads_[s] = connection.wheel_next;
  }
  if (heads_[s] == no_connection) used_[s / 64] &= ~(uint64_t{1} << s % 64);
}

/// The first tick after `current_`, within one turn, whose slot holds something.
uint64_t TimerWheel::next_used() const {
  const uint64_t first = current_ + 1;
  const uint64_t start = slot(first);
  for (uint64_t i = 0; i <= used_.size(); ++i) {
    const uint64_t word = (start / 64 + i) % used_.size();
    uint64_t bits = used_[word];
    if (i == 0) bits &= ~uint64_t{0} << start % 64;
    if (i == used_.size()) bits &= ~(~uint64_t{0} << start % 64);
    if (bits == 0) continue;
    const uint64_t found = word * 64 + static_cast<uint64_t>(std::countr_zero(bits));
    return first + slot(found - start);
  }
  return never;
}

std::optional<Time> TimerWheel::next() const {
  const uint64_t tick = next_used();
  if (tick == never) return std::nullopt;
  return Time{tick << tick_shift};
}

}  // namespace hopproof::core

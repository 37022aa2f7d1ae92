#pragma once

#include "engine/core/connections/connection.hh"
#include "engine/core/schedulers/random.hh"

#include <array>

namespace hopproof::core {

struct NatState;

/// What net.ipv4.vs.drop_packet and drop_entry do once they are in force (3, always): the automatic
/// modes wait for a shortage of memory, which a pure core never sees.
class Defense {
 public:
  explicit Defense(uint64_t seed) : random_(seed) {}

  /// A packet that would make an entry is given up instead: every am_droprate-th (ip_vs_todrop).
  bool drops_packet(const NatState& nat);

  /// Once a second a 32nd of the table is looked through for entries to give up: half-open ones,
  /// and those that were idle for a minute after few packets (ip_vs_random_dropentry).
  void look(NatState& nat);
  /// When to look next.
  Time next_look() const { return looked_ + between_looks; }
  /// Not in force until then.
  void rest(Time now) { looked_ = now; }

  static bool is_active(const NatState& nat);

 private:
  static constexpr Time between_looks{1000};
  static constexpr size_t packet_counts = 9;

  bool may_drop(const NatState& nat, const Connection& connection);
  bool is_idle_with_few_packets(const NatState& nat, const Connection& connection);

  Random random_;
  Time looked_{};
  int packets_to_go_ = 0;
  std::array<uint8_t, packet_counts> entries_to_go_{};  // by how many packets an entry has seen
};

}  // namespace hopproof::core

#pragma once

#include "engine/core/nat.hh"
#include "engine/netfilter/offload/carried_flows.hh"

#include <cstdint>
#include <optional>

namespace hopproof::netfilter {

/// Decides which connections are carried by the kernel, and keeps the core informed of them
/// (docs/adr/0009-busy-flows.md).
class BusyFlows {
 public:
  static constexpr uint8_t tag = 4;  ///< Connection::tag of those that are carried

  BusyFlows(core::Nat& nat, NetlinkSocket& owner) : nat_(nat), carried_(owner) {}

  /// Whether rules or routes of the user tell one connection from another.
  enum class Rules : uint8_t { alike, tell_apart };
  /// A packet of the connection has come through the queue.
  void note(core::Connection& connection, Rules rules, core::Time now);
  /// It ends.
  void ended(const core::Connection& connection);

  /// Tells the core what went by, when that is due.
  void look_when_due(core::Time now);
  /// When it will be; nullopt: nothing is carried.
  std::optional<core::Time> next_look() const;

  /// Something has changed that may concern them: their next packets come through the queue.
  void stop(core::Time now);

 private:
  void look(core::Time now);

  core::Nat& nat_;
  CarriedFlows carried_;
  core::Time next_look_{};
};

}  // namespace hopproof::netfilter

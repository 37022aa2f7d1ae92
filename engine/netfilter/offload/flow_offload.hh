#pragma once

#include "engine/core/nat.hh"
#include "engine/netfilter/offload/offloaded_flows.hh"

#include <cstdint>
#include <optional>

namespace hopproof::netfilter {

/// Decides which connections the kernel forwards by itself, and accounts their traffic in the core
/// (docs/adr/0009-flow-offload.md).
class FlowOffload {
 public:
  static constexpr uint8_t tag = 4;  ///< Connection::tag of those that are offloaded

  FlowOffload(core::Nat& nat, netlink::Socket& owner) : nat_(nat), offloaded_(owner) {}

  /// Whether rules or routes of the user treat one connection differently from another.
  enum class Rules : uint8_t { alike, distinguished };
  /// A packet of the connection has come through the queue.
  void note(core::Connection& connection, Rules rules, core::Time now);
  /// The connection has ended.
  void ended(const core::Connection& connection);

  /// Reads the kernel's counters into the core, when that is due.
  void look_when_due(core::Time now);
  /// When it is due next; nullopt: nothing is offloaded.
  std::optional<core::Time> next_look() const;

  /// Ends the offload of all: something has changed that may concern them.
  void stop(core::Time now);

 private:
  void look(core::Time now);

  core::Nat& nat_;
  OffloadedFlows offloaded_;
  core::Time next_look_{};
};

}  // namespace hopproof::netfilter

#pragma once

#include "engine/core/connections/connection.hh"
#include "engine/netfilter/conntrack_entries.hh"

#include <cstdint>
#include <span>
#include <unordered_map>

namespace hopproof::netfilter {

/// How conntrack and the client see connections where that differs from the virtual service: the
/// address that the client had asked for, and the entry in conntrack.
class ClientConntrackEntries {
 public:
  /// A DNAT of the user in PREROUTING has brought the request to the VIP: the client waits for an
  /// answer from where it had sent it. NAT itself cannot undo it, since the request was taken out
  /// of its hands.
  void remember_first_destination(const core::Connection& connection, const Endpoint& first);
  /// Lets a rewritten reply come from there.
  void restore_first_destination(std::span<uint8_t> reply,
                                 const core::Connection* connection) const;

  /// Conntrack gets an entry that has seen a reply.
  void track(const core::Connection& connection);
  /// The connection ends.
  void forget(const core::Connection& connection, bool was_tracked);

 private:
  ClientTuple tuple_of(const core::Connection& connection) const;

  ConntrackEntries entries_;
  std::unordered_map<const core::Connection*, Endpoint> first_destinations_;
};

}  // namespace hopproof::netfilter

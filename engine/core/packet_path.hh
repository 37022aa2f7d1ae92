#pragma once

#include "engine/core/nat_state.hh"
#include "engine/core/wire/packet.hh"

namespace hopproof::core {

/// The verdicts and the counting that several steps of the packet path share.

inline Verdict passed() { return {}; }

inline Verdict dropped() {
  Verdict verdict;
  verdict.action = Action::drop;
  return verdict;
}

/// Drops the packet and reports the reason to its sender.
inline Verdict answered(NatState& nat, const Packet& packet, IcmpReason reason,
                        const PackedAddress& source, uint32_t mtu = 0) {
  Verdict verdict = dropped();
  verdict.answer = nat.answer.build(packet, reason, source, mtu);
  if (!verdict.answer.empty()) verdict.action = Action::answer;
  return verdict;
}

/// A rewritten packet of that connection.
inline Verdict translated(Action action, Direction direction, Connection& connection,
                          bool first_reply = false) {
  Verdict verdict;
  verdict.action = action;
  verdict.direction = direction;
  verdict.first_reply = first_reply;
  const Service* service = connection.server->service;
  verdict.service_id = service != nullptr ? service->id : 0;
  verdict.connection = &connection;
  return verdict;
}

/// TCP, UDP and SCTP are translated; all else is the stack's own business.
inline bool is_translated(const Packet& packet) {
  return packet.protocol() == protocol::tcp || packet.protocol() == protocol::udp ||
         packet.protocol() == protocol::sctp;
}

/// ip_vs_in_stats(): a deleted server and its service count nothing any more.
inline void count_in(NatState& nat, const Connection& connection, size_t bytes,
                     size_t packets = 1) {
  Server& server = *connection.server;
  if (!server.available || server.service == nullptr) return;
  server.counters.count_in(bytes, packets);
  server.service->counters.count_in(bytes, packets);
  nat.totals.count_in(bytes, packets);
}

/// ip_vs_out_stats().
inline void count_out(NatState& nat, const Connection& connection, size_t bytes,
                      size_t packets = 1) {
  Server& server = *connection.server;
  if (!server.available || server.service == nullptr) return;
  server.counters.count_out(bytes, packets);
  server.service->counters.count_out(bytes, packets);
  nat.totals.count_out(bytes, packets);
}

}  // namespace hopproof::core

#include "engine/netfilter/offload/flow_offload.hh"

#include "engine/core/connections/tcp_state.hh"
#include "engine/core/services/server.hh"
#include "engine/netfilter/offload/offload_rules.hh"

namespace hopproof::netfilter {
namespace {

/// A connection is offloaded from this many requests on.
constexpr uint8_t busy_from = 32;
/// How old the counters of offloaded flows get, and the shortest timeout that allows it.
constexpr core::Time between_looks{1'000};
constexpr uint32_t long_enough = 10'000;

bool is_established(const core::Connection& connection) {
  return connection.protocol == protocol::tcp &&
         static_cast<core::TcpState>(connection.state) == core::TcpState::established;
}

/// What the rules of add_offload_rules do not do is left to the engine.
bool is_plain(const core::Connection& connection) {
  const core::Route& route = connection.server->route;
  return connection.family == Family::v4 && connection.tag == 0 && !connection.local_client &&
         !connection.ftp && !connection.bypass && !route.local && route.mtu >= longest_offloaded;
}

}  // namespace

void FlowOffload::note(core::Connection& connection, Rules rules, core::Time now) {
  if (connection.tag == tag) {
    if (is_established(connection)) return;
    offloaded_.remove(connection);
    connection.tag = 0;
    return;
  }
  if (connection.in_packets < busy_from || rules == Rules::distinguished) return;
  if (!is_established(connection) || !is_plain(connection) || connection.timeout < long_enough)
    return;
  if (offloaded_.empty()) next_look_ = now + between_looks;
  if (offloaded_.add(connection)) connection.tag = tag;
}

void FlowOffload::ended(const core::Connection& connection) {
  if (connection.tag == tag) offloaded_.remove(connection);
}

std::optional<core::Time> FlowOffload::next_look() const {
  return offloaded_.empty() ? std::nullopt : std::optional(next_look_);
}

void FlowOffload::look_when_due(core::Time now) {
  if (!offloaded_.empty() && now >= next_look_) look(now);
}

void FlowOffload::look(core::Time now) {
  next_look_ = now + between_looks;
  offloaded_.visit_new_traffic(
      [&](core::Connection& connection, const core::Passage& requests,
          const core::Passage& replies) { nat_.account(connection, requests, replies, now); });
}

void FlowOffload::stop(core::Time now) {
  if (offloaded_.empty()) return;
  look(now);
  for (core::Connection* connection : offloaded_.take_all()) connection->tag = 0;
}

}  // namespace hopproof::netfilter

#include "engine/netfilter/offload/busy_flows.hh"

#include "engine/core/connections/tcp_state.hh"
#include "engine/core/services/server.hh"
#include "engine/netfilter/offload/carrying_rules.hh"

namespace hopproof::netfilter {
namespace {

/// From so many requests on a connection is busy.
constexpr uint8_t is_busy = 32;
/// How old what is known of carried flows gets, and the shortest timeout that allows it.
constexpr core::Time between_looks{1'000};
constexpr uint32_t long_enough = 10'000;

bool is_established(const core::Connection& connection) {
  return connection.protocol == core::protocol::tcp &&
         static_cast<core::TcpState>(connection.state) == core::TcpState::established;
}

/// What the rules of add_carrying do not do is left to the engine.
bool is_plain(const core::Connection& connection) {
  const core::Route& route = connection.server->route;
  return connection.family == Family::v4 && connection.tag == 0 && !connection.local_client &&
         !connection.ftp && !connection.bypass && !route.local && route.mtu >= longest_carried;
}

}  // namespace

void BusyFlows::note(core::Connection& connection, Rules rules, core::Time now) {
  if (connection.tag == tag) {
    if (is_established(connection)) return;
    carried_.remove(connection);
    connection.tag = 0;
    return;
  }
  if (connection.in_packets < is_busy || rules == Rules::tell_apart) return;
  if (!is_established(connection) || !is_plain(connection) || connection.timeout < long_enough)
    return;
  if (carried_.empty()) next_look_ = now + between_looks;
  if (carried_.add(connection)) connection.tag = tag;
}

void BusyFlows::ended(const core::Connection& connection) {
  if (connection.tag == tag) carried_.remove(connection);
}

std::optional<core::Time> BusyFlows::next_look() const {
  return carried_.empty() ? std::nullopt : std::optional(next_look_);
}

void BusyFlows::look_when_due(core::Time now) {
  if (!carried_.empty() && now >= next_look_) look(now);
}

void BusyFlows::look(core::Time now) {
  next_look_ = now + between_looks;
  carried_.tell(
      [&](core::Connection& connection, const core::Passage& requests,
          const core::Passage& replies) { nat_.account(connection, requests, replies, now); });
}

void BusyFlows::stop(core::Time now) {
  if (carried_.empty()) return;
  look(now);
  for (core::Connection* connection : carried_.take_all()) connection->tag = 0;
}

}  // namespace hopproof::netfilter

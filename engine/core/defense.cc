#include "engine/core/defense.hh"

#include "engine/core/connections/lifecycle.hh"
#include "engine/core/nat_state.hh"
#include "engine/core/services/service.hh"

namespace hopproof::core {

namespace {

constexpr int always = 3;
constexpr Time young{60'000};

bool is_half_open(const Connection& connection) {
  if (connection.protocol == protocol::tcp) {
    const auto state = static_cast<TcpState>(connection.state);
    return state == TcpState::syn_recv || state == TcpState::syn_ack;
  }
  const auto state = static_cast<SctpState>(connection.state);
  return connection.protocol == protocol::sctp &&
         (state == SctpState::init1 || state == SctpState::init);
}

/// An established one, or one of a protocol that has no states.
bool is_open(const Connection& connection) {
  if (connection.protocol == protocol::tcp)
    return static_cast<TcpState>(connection.state) == TcpState::established;
  if (connection.protocol == protocol::sctp)
    return static_cast<SctpState>(connection.state) == SctpState::established;
  return true;
}

bool is_for_single_packets(const Connection& connection) {
  const Service* service = connection.server->service;
  return service != nullptr && service->options.one_packet;
}

void give_up(NatState& nat, Connection& connection) {
  const ConnectionId leader = connection.control;
  close(nat, connection);
  if (leader != no_connection && nat.connections.at(leader).controlled == 0)
    close(nat, nat.connections.at(leader));
}

}  // namespace

bool Defense::is_active(const NatState& nat) { return nat.settings.drop_entry == always; }

bool Defense::drops_packet(const NatState& nat) {
  if (nat.settings.drop_packet != always) return false;
  if (--packets_to_go_ > 0) return false;
  packets_to_go_ = nat.settings.am_droprate;
  return true;
}

void Defense::look(NatState& nat) {
  looked_ = nat.now;
  nat.connections.for_each([&](Connection& connection) {
    if (random_.below(32) == 0 && may_drop(nat, connection)) give_up(nat, connection);
  });
}

bool Defense::may_drop(const NatState& nat, const Connection& connection) {
  if (connection.controlled != 0) return false;
  if (connection.is_template) return is_for_single_packets(connection);
  if (is_half_open(connection)) return true;
  return is_open(connection) && is_idle_with_few_packets(nat, connection);
}

bool Defense::is_idle_with_few_packets(const NatState& nat, const Connection& connection) {
  const Time last_packet = connection.deadline - Time{connection.timeout};
  const size_t packets = connection.in_packets;
  if (nat.now < last_packet + young || packets == 0 || packets >= packet_counts) return false;
  uint8_t& to_go = entries_to_go_[packets];
  if (to_go > 1) {
    --to_go;
    return false;
  }
  to_go = static_cast<uint8_t>(packets);
  return true;
}

}  // namespace hopproof::core

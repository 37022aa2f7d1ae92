#include "engine/core/request_path.hh"

#include "engine/core/connections/lifecycle.hh"
#include "engine/core/packet_path.hh"
#include "engine/core/schedulers/scheduling.hh"
#include "engine/core/wire/header.hh"
#include "engine/core/wire/packet_key.hh"
#include "engine/core/wire/rewrite.hh"

namespace hopproof::core {

namespace {

Connection* find(NatState& nat, const Packet& packet) {
  if (!packet.has_ports() || packet.source_port() == 0) return nullptr;
  FlowKey key = request_key(packet);
  Connection* connection = nat.connections.find_request(key);
  if (connection != nullptr || nat.without_client_port == 0) return connection;
  key.client_port = 0;
  connection = nat.connections.find_request(key);
  if (connection == nullptr || !connection->no_client_port) return nullptr;
  connection->no_client_port = false;
  --nat.without_client_port;
  nat.connections.name_client_port(*connection, packet.source_port());
  return connection;
}

/// A packet that begins a connection (is_new_conn).
bool is_opening(const Packet& packet) {
  const auto transport = packet.payload();
  if (packet.protocol() == protocol::sctp) return first_chunk(transport) == sctp_chunk::init;
  return packet.protocol() == protocol::tcp && transport.size() > tcp_flags_at &&
         (transport[tcp_flags_at] & tcp_flag::syn) != 0;
}

/// A finished connection whose port the client uses again (is_new_conn_expected).
bool is_finished(const Connection& connection) {
  if (connection.control != no_connection) return false;
  if (connection.protocol == protocol::sctp)
    return static_cast<SctpState>(connection.state) == SctpState::closed;
  const auto state = static_cast<TcpState>(connection.state);
  return state == TcpState::time_wait || state == TcpState::close;
}

/// The entry does not hold for this packet, which is scheduled anew.
bool is_outdated(const NatState& nat, const Connection& connection, const Packet& packet) {
  const Server& server = *connection.server;
  const bool expire = nat.settings.expire_nodest_conn != 0;
  if (is_opening(packet)) {
    if (expire && server.weight() == 0) return true;
    if (nat.settings.conn_reuse_mode != 0 && is_finished(connection)) return true;
  }
  return expire && !server.available;
}

/// What came in fragments fits where they do (__mtu_check_toobig_v6); IPv4 says by DF whether to
/// cut.
bool is_too_big(const Packet& packet, const Route& route, const Arrival& arrival) {
  if (route.mtu == 0 || (packet.is_v4() && !packet.dont_fragment())) return false;
  const size_t largest =
      arrival.largest_fragment != 0 ? arrival.largest_fragment : packet.bytes().size();
  return largest > route.mtu;
}

Verdict send_out(NatState& nat, const Packet& packet, const Route& route, const Arrival& arrival,
                 Connection& connection) {
  if (packet.ttl() <= 1)
    return answered(nat, packet, IcmpReason::time_exceeded, packet.destination());
  decrement_ttl(packet);
  if (is_too_big(packet, route, arrival))
    return answered(nat, packet, IcmpReason::too_big, packet.destination(), route.mtu);
  if (!connection.bypass && !rewrite_request(packet, connection)) return dropped();
  return translated(Action::send, Direction::request, connection);
}

/// ip_vs_nat_xmit().
Verdict transmit(NatState& nat, const Packet& packet, const Arrival& arrival,
                 Connection& connection) {
  if (connection.ftp && !nat.ftp.help_request(nat, packet, connection)) return dropped();
  const Route& route = route_of(nat, connection);
  if (!route.reachable)
    return answered(nat, packet, IcmpReason::host_unreachable, packet.destination());
  switch (way_to(route, packet, connection, arrival.hook)) {
    case Way::blocked:
      return dropped();
    case Way::out:
      return send_out(nat, packet, route, arrival, connection);
    case Way::up:
      break;
  }
  if (connection.bypass) return dropped();  // IP_VS_RT_MODE_NON_LOCAL
  if (!rewrite_request(packet, connection)) return dropped();
  return translated(Action::accept_local, Direction::request, connection);
}

Verdict follow_connection(NatState& nat, const Packet& packet, const Arrival& arrival,
                          Connection& connection) {
  count_in(nat, connection, packet.bytes().size());
  advance_state(nat, connection, Direction::request, packet.payload());
  if (connection.in_packets != UINT8_MAX) ++connection.in_packets;
  // The one object that is returned: no copy of it waits for its parts.
  const Verdict verdict = transmit(nat, packet, arrival, connection);
  touch(nat, connection);
  if (connection.one_packet) unbind(connection);
  return verdict;
}

Verdict begin_connection(NatState& nat, const Packet& packet, const Arrival& arrival) {
  const Scheduled scheduled = schedule(nat, {packet}, arrival);
  if (scheduled.connection == nullptr) return scheduled.verdict;
  Verdict verdict = follow_connection(nat, packet, arrival, *scheduled.connection);
  verdict.new_connection = true;
  return verdict;
}

/// The entry goes with the next tick of the clock (ip_vs_conn_expire_now), so its server still
/// counts it when the packet is scheduled. One that others follow stays, behind the one that takes
/// its place.
Verdict replace(NatState& nat, const Packet& packet, const Arrival& arrival, Connection& outdated) {
  const Verdict verdict =
      arrival.old_conntrack ? dropped() : begin_connection(nat, packet, arrival);
  if (outdated.controlled == 0) close(nat, outdated);
  return verdict;
}

}  // namespace

Verdict handle_request(NatState& nat, const Packet& packet, const Arrival& arrival) {
  if (!is_translated(packet)) return passed();
  Connection* connection = find(nat, packet);
  if (connection == nullptr) return begin_connection(nat, packet, arrival);
  if (is_outdated(nat, *connection, packet)) return replace(nat, packet, arrival, *connection);
  if (!connection->server->available) return dropped();
  return follow_connection(nat, packet, arrival, *connection);
}

const Route& route_of(NatState& nat, const Connection& connection) {
  Server& server = *connection.server;
  if (connection.bypass) {
    server.route = nat.surroundings.route_to(connection.destination().unpack(connection.family));
    return server.route;
  }
  if (server.route_generation != nat.route_generation) {
    server.route = nat.surroundings.route_to(server.endpoint.address);
    server.route_generation = nat.route_generation;
  }
  return server.route;
}

Way way_to(const Route& route, const Packet& packet, const Connection& connection, Hook hook) {
  if (route.local) {
    const bool from_outside = hook != Hook::output;
    return from_outside && connection.destination().is_loopback(packet.family()) ? Way::blocked
                                                                                 : Way::up;
  }
  return packet.source().is_loopback(packet.family()) ? Way::blocked : Way::out;
}

}  // namespace hopproof::core

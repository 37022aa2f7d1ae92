#include "engine/core/connections/lifecycle.hh"

#include "engine/core/wire/header.hh"
#include "engine/core/wire/incremental_checksum.hh"

namespace hopproof::core {

namespace {

constexpr uint8_t template_assured = 1;

void leave_leader(NatState& nat, const Connection& connection) {
  if (connection.control == no_connection) return;
  Connection& leader = nat.connections.at(connection.control);
  if (leader.controlled > 0) --leader.controlled;
}

void end(NatState& nat, Connection& connection, bool on_wheel) {
  if (!connection.is_template) nat.surroundings.connection_ended(connection);
  if (connection.local_client) --nat.local_clients;
  if (connection.no_client_port) --nat.without_client_port;
  if (connection.ftp) nat.ftp.forget(nat.connections.id(connection));
  leave_leader(nat, connection);
  unbind(connection);
  nat.connections.remove(connection, on_wheel);
}

void count_activity(Connection& connection, bool active) {
  Server& server = *connection.server;
  if (connection.inactive && active) {
    --server.inactive, ++server.active;
  } else if (!connection.inactive && !active) {
    ++server.inactive, --server.active;
  }
  connection.inactive = !active;
}

void assure_leader(NatState& nat, const Connection& connection) {
  if (connection.control == no_connection) return;
  Connection& leader = nat.connections.at(connection.control);
  if (leader.is_template) leader.state = template_assured;
}

void advance_tcp(NatState& nat, Connection& connection, Direction direction,
                 std::span<const uint8_t> transport) {
  if (transport.size() < tcp_header) return;
  const auto before = static_cast<TcpState>(connection.state);
  const TcpState after =
      next_state(before, direction, transport[tcp_flags_at], nat.settings.is_tcp_secured());
  if (after != before) {
    count_activity(connection, is_active(after));
    if (after == TcpState::established) assure_leader(nat, connection);
    connection.state = static_cast<uint8_t>(after);
  }
  connection.timeout = nat.timeouts.of(after);
}

void advance_sctp(NatState& nat, Connection& connection, Direction direction,
                  std::span<const uint8_t> transport) {
  const auto before = static_cast<SctpState>(connection.state);
  const auto after = next_state(before, direction, transport);
  if (!after) return;
  if (*after != before) {
    count_activity(connection, *after == SctpState::established);
    if (*after == SctpState::established) assure_leader(nat, connection);
    connection.state = static_cast<uint8_t>(*after);
  }
  connection.timeout = nat.timeouts.of(*after);
}

/// Ends what is due at nat.now.
void expire_timers(NatState& nat) {
  TimerWheel& wheel = nat.connections.wheel();
  if (wheel.is_up_to(nat.now)) return;
  wheel.advance(nat.now, [&](ConnectionId id) {
    Connection& connection = nat.connections.at(id);
    nat.trash.sweep(connection.deadline);
    if (connection.controlled == 0) {
      end(nat, connection, false);
      return;
    }
    connection.timeout = controlling_timeout;
    connection.deadline += Time{controlling_timeout};
    wheel.add(id);
  });
  nat.trash.sweep(nat.now);
}

}  // namespace

void bind(Connection& connection, Server& server) {
  connection.server = &server;
  connection.inactive = true;
  connection.timeout = new_entry_timeout;
  connection.address_delta = delta(connection.virtual_address().bytes(connection.family),
                                   connection.destination().bytes(connection.family));
  connection.transport_delta = fold(uint64_t{connection.address_delta} +
                                    delta(connection.virtual_port, connection.destination_port));
  ++(connection.is_template ? server.persistent : server.inactive);
  server.connection_added();
}

void unbind(const Connection& connection) {
  Server& server = *connection.server;
  if (connection.is_template) {
    --server.persistent;
  } else {
    --(connection.inactive ? server.inactive : server.active);
  }
  server.connection_removed();
}

void advance_state(NatState& nat, Connection& connection, Direction direction,
                   std::span<const uint8_t> transport) {
  if (connection.protocol == protocol::tcp) {
    advance_tcp(nat, connection, direction, transport);
    return;
  }
  if (connection.protocol == protocol::sctp) {
    advance_sctp(nat, connection, direction, transport);
    return;
  }
  if (direction == Direction::reply) assure_leader(nat, connection);
  connection.timeout = nat.timeouts.udp;
}

void follow(NatState& nat, Connection& connection, Connection& leader) {
  connection.control = nat.connections.id(leader);
  ++leader.controlled;
}

void close(NatState& nat, Connection& connection) { end(nat, connection, true); }

void expire(NatState& nat) {
  const Time until = nat.now;
  if (!Defense::is_active(nat)) nat.defense.rest(until);
  // However long no packet came, every second of it has its look.
  while (nat.defense.next_look() <= until) {
    nat.now = nat.defense.next_look();
    expire_timers(nat);
    nat.defense.look(nat);
  }
  nat.now = until;
  expire_timers(nat);
}

}  // namespace hopproof::core

#include "engine/core/schedulers/scheduling.hh"

#include "engine/core/connections/lifecycle.hh"
#include "engine/core/packet_path.hh"
#include "engine/core/services/persistence.hh"
#include "engine/core/services/service.hh"
#include "engine/core/wire/header.hh"

namespace hopproof::core {

namespace {

/// What the kernel reads of a packet that asks for a connection must be there.
size_t least_size(const Opening& opening) {
  if (opening.quoted) return 2 * sizeof(uint16_t);
  if (opening.protocol() == protocol::tcp) return tcp_header;
  return opening.protocol() == protocol::sctp ? sctp_header + sctp_chunk_header : udp_header;
}

/// Only a SYN opens a TCP connection and only an INIT an SCTP association, unless sloppy_tcp or
/// sloppy_sctp says otherwise; RST and ABORT never do.
bool may_open(const NatState& nat, const Opening& opening) {
  if (opening.quoted) return true;
  const auto transport = opening.packet.payload();
  if (opening.protocol() == protocol::sctp) {
    const uint8_t chunk = transport[sctp_header];
    if (chunk == sctp_chunk::abort) return false;
    return chunk == sctp_chunk::init || nat.settings.sloppy_sctp != 0;
  }
  if (opening.protocol() != protocol::tcp) return true;
  const uint8_t flags = transport[tcp_flags_at];
  if (flags & tcp_flag::rst) return false;
  return (flags & tcp_flag::syn) != 0 || nat.settings.sloppy_tcp != 0;
}

Service* match(NatState& nat, const Opening& opening, uint32_t mark) {
  return nat.services.match({opening.family(), mark, opening.protocol(), opening.virtual_address(),
                             opening.virtual_port()});
}

/// A server on the director answers: that is not a new request, whatever its port.
bool is_local_reply(NatState& nat, const Opening& opening, Hook hook) {
  if (hook != Hook::output || opening.quoted) return false;
  return nat.connections.find_request(reply_key(opening.packet)) != nullptr;
}

Scheduled schedule_plainly(NatState& nat, const Opening& opening, const Arrival& arrival,
                           Service& service) {
  const uint16_t port = opening.virtual_port();
  // Port 0 works with persistence only.
  if (!service.is_fwmark() && port != service.port()) return leave(nat, service, opening, arrival);
  Server* server = service.scheduler->pick(service.servers, request_of(nat, opening));
  if (server == nullptr) return leave(nat, service, opening, arrival);
  const uint16_t to = server->endpoint.port != 0 ? server->endpoint.port : port;
  Connection* connection = open(nat, opening, arrival, service, *server, to);
  return {connection, dropped()};
}

void clear(Connection& connection) {
  connection = Connection{};
  connection.control = no_connection;
}

void count_connection(NatState& nat, Service& service, Server& server) {
  ++service.counters.connections;
  ++server.counters.connections;
  ++nat.totals.connections;
}

/// Counts it among its server's and makes it findable; one of a single packet never is.
void enter(NatState& nat, Connection& connection, Server& server, Hook hook) {
  bind(connection, server);
  connection.deadline = nat.now + Time{connection.timeout};
  if (connection.one_packet) return;
  connection.local_client = hook == Hook::output;
  nat.local_clients += connection.local_client;
  nat.ftp.attach(connection);
  nat.connections.insert(connection);
}

/// ip_vs_leave() asks the route table only of an IPv4 address whether it is unicast, and so not the
/// director's own.
bool goes_past(const NatState& nat, const Service& service, const Opening& opening) {
  if (nat.settings.cache_bypass == 0 || !service.is_fwmark() || opening.quoted) return false;
  if (opening.family() == Family::v6) return opening.virtual_address().bytes(Family::v6)[0] != 0xff;
  const Route route = nat.surroundings.route_to(opening.virtual_address().unpack(opening.family()));
  return route.reachable && !route.local;
}

/// The entry for a single packet is the same each time, and never found.
Connection* allocate(NatState& nat, const Opening& opening, const Service& service) {
  const bool one_packet = service.options.one_packet && opening.protocol() == protocol::udp;
  if (!one_packet) return nat.connections.allocate();
  clear(nat.one_packet);
  nat.one_packet.one_packet = true;
  return &nat.one_packet;
}

Connection* open_bypass(NatState& nat, const Opening& opening, const Service& service, Hook hook) {
  Connection* connection = allocate(nat, opening, service);
  if (connection == nullptr) return nullptr;
  connection->set_ends(opening.key(), opening.virtual_address(), 0);
  connection->bypass = true;
  enter(nat, *connection, nat.bypass, hook);
  return connection;
}

}  // namespace

Scheduled schedule(NatState& nat, const Opening& opening, const Arrival& arrival) {
  if (opening.packet.payload().size() < least_size(opening)) return {.verdict = dropped()};
  if (!may_open(nat, opening)) return {};
  Service* service = match(nat, opening, arrival.mark);
  if (service == nullptr) return {};
  if (nat.defense.drops_packet(nat)) return {.verdict = dropped()};
  if (opening.client_port() == ftp_data_port) return {};
  if (is_local_reply(nat, opening, arrival.hook)) return {};
  return service->options.persistence ? schedule_persistently(nat, opening, arrival, *service)
                                      : schedule_plainly(nat, opening, arrival, *service);
}

Scheduled leave(NatState& nat, const Service& service, const Opening& opening,
                const Arrival& arrival) {
  if (goes_past(nat, service, opening))
    return {open_bypass(nat, opening, service, arrival.hook), dropped()};
  if (service.port() == ftp_port && opening.virtual_port() != ftp_port) return {};
  // No error is answered with an error.
  if (opening.quoted) return {.verdict = dropped()};
  return {.verdict = answered(nat, opening.packet, IcmpReason::port_unreachable,
                              opening.virtual_address())};
}

Connection* open(NatState& nat, const Opening& opening, const Arrival& arrival, Service& service,
                 Server& server, uint16_t destination_port) {
  Connection* connection = allocate(nat, opening, service);
  if (connection == nullptr) return nullptr;
  connection->set_ends(opening.key(), server.address, destination_port);
  enter(nat, *connection, server, arrival.hook);
  count_connection(nat, service, server);
  return connection;
}

}  // namespace hopproof::core

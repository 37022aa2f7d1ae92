#include "engine/core/scheduling.hh"

#include "engine/core/lifecycle.hh"
#include "engine/core/outcome.hh"
#include "engine/core/packet_key.hh"
#include "engine/core/persistence.hh"

namespace hopproof::core {

namespace {

constexpr size_t tcp_header = 20, udp_header = 8, tcp_flags_at = 13;
constexpr uint16_t ftp_port = 21, ftp_data_port = 20;

/// Only a SYN opens a TCP connection, unless sloppy_tcp says otherwise; RST never does.
bool may_open(const NatState& nat, const Packet& packet) {
  if (packet.protocol() != protocol::tcp) return true;
  const uint8_t flags = packet.payload()[tcp_flags_at];
  if (flags & tcp_flag::rst) return false;
  return (flags & tcp_flag::syn) != 0 || nat.settings.sloppy_tcp != 0;
}

Service* match(NatState& nat, const Packet& packet, uint32_t mark) {
  return nat.services.match(
      {packet.family(), mark, packet.protocol(), packet.destination(), packet.destination_port()});
}

/// A server on the director answers: that is no new request, whatever its port.
bool is_local_reply(NatState& nat, const Packet& packet, Hook hook) {
  if (hook != Hook::output) return false;
  return nat.connections.find_request(reply_key(packet)) != nullptr;
}

Scheduled schedule_plainly(NatState& nat, const Packet& packet, const Arrival& arrival,
                           Service& service) {
  const uint16_t port = packet.destination_port();
  // Port 0 works with persistence only.
  if (!service.is_fwmark() && port != service.port())
    return {.verdict = leave(nat, service, packet)};
  Server* server = service.scheduler->pick(service.servers, request_of(packet));
  if (server == nullptr) return {.verdict = leave(nat, service, packet)};
  const uint16_t to = server->endpoint.port != 0 ? server->endpoint.port : port;
  Connection* connection = open(nat, packet, arrival, service, *server, to);
  return {connection, dropped()};
}

void clear(Connection& connection) {
  connection = Connection{};
  connection.control = no_connection;
}

void fill(Connection& connection, const Packet& packet, const Server& server, uint16_t port) {
  connection.client = packet.source();
  connection.virtual_address = packet.destination();
  connection.destination = server.address;
  connection.client_port = packet.source_port();
  connection.virtual_port = packet.destination_port();
  connection.destination_port = port;
  connection.protocol = packet.protocol();
  connection.family = packet.family();
}

void count_connection(NatState& nat, Service& service, Server& server) {
  ++service.counters.connections;
  ++server.counters.connections;
  ++nat.totals.connections;
}

}  // namespace

Scheduled schedule(NatState& nat, const Packet& packet, const Arrival& arrival) {
  const size_t header = packet.protocol() == protocol::tcp ? tcp_header : udp_header;
  if (packet.payload().size() < header) return {.verdict = dropped()};
  if (!may_open(nat, packet)) return {};
  Service* service = match(nat, packet, arrival.mark);
  if (service == nullptr) return {};
  if (packet.source_port() == ftp_data_port) return {};
  if (is_local_reply(nat, packet, arrival.hook)) return {};
  return service->options.persistence ? schedule_persistently(nat, packet, arrival, *service)
                                      : schedule_plainly(nat, packet, arrival, *service);
}

Verdict leave(NatState& nat, const Service& service, const Packet& packet) {
  if (service.port() == ftp_port && packet.destination_port() != ftp_port) return passed();
  return answered(nat, packet, IcmpReason::port_unreachable, packet.destination());
}

Connection* open(NatState& nat, const Packet& packet, const Arrival& arrival, Service& service,
                 Server& server, uint16_t destination_port) {
  const bool one_packet = service.options.one_packet && packet.protocol() == protocol::udp;
  Connection* connection = one_packet ? &nat.one_packet : nat.connections.allocate();
  if (connection == nullptr) return nullptr;
  if (one_packet) clear(*connection);

  fill(*connection, packet, server, destination_port);
  connection->one_packet = one_packet;
  bind(*connection, server);
  connection->deadline = nat.now + Time{connection->timeout};
  if (!one_packet) {
    connection->local_client = arrival.hook == Hook::output;
    nat.local_clients += connection->local_client;
    nat.connections.insert(*connection);
  }
  count_connection(nat, service, server);
  return connection;
}

}  // namespace hopproof::core

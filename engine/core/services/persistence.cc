#include "engine/core/services/persistence.hh"

#include "engine/core/connections/lifecycle.hh"
#include "engine/core/packet_path.hh"
#include "engine/core/services/service.hh"
#include "harness/base/big_endian.hh"

namespace hopproof::core {

namespace {

/// The mark where a template's virtual address stands, as the kernel and its views have it.
PackedAddress mark_as_address(uint32_t mark) {
  uint8_t bytes[4];
  store32(bytes, mark);
  return PackedAddress::from(std::span<const uint8_t>(bytes));
}

PackedAddress client_network(const Opening& opening, const Service& service) {
  const auto& mask = service.options.netmask;
  if (!mask) return opening.client();
  return PackedAddress::from(opening.client().unpack(opening.family()).masked(mask->prefix));
}

/// <protocol,net,0,VIP,port>; port 0 for FTP and for services of all ports; the mark instead of
/// protocol and VIP for firewall marks.
FlowKey template_key(const Opening& opening, const Service& service) {
  FlowKey key{client_network(opening, service),
              opening.virtual_address(),
              0,
              0,
              opening.protocol(),
              opening.family()};
  if (opening.virtual_port() == service.port()) {
    if (service.port() != ftp_port) key.other_port = service.port();
  } else if (service.is_fwmark()) {
    key.protocol = protocol::any;
    key.other = mark_as_address(service.key.mark);
  }
  return key;
}

/// ip_vs_check_template(): overloaded servers and, usually, those of weight 0 keep their clients.
bool is_valid(const NatState& nat, const Connection& leader) {
  const Server& server = *leader.server;
  const bool quiescent = server.weight() == 0 && nat.settings.expire_quiescent_template != 0;
  return server.available && !quiescent;
}

Connection* make_template(NatState& nat, const FlowKey& key, const Service& service,
                          Server& server) {
  Connection* leader = nat.connections.allocate();
  if (leader == nullptr) return nullptr;
  leader->set_ends(key, server.address, key.other_port != 0 ? server.endpoint.port : uint16_t{0});
  leader->is_template = true;
  bind(*leader, server);
  leader->timeout = *service.options.persistence * 1000;
  leader->deadline = nat.now + Time{leader->timeout};
  nat.connections.insert(*leader);
  return leader;
}

struct Leader {
  Connection* connection = nullptr;
  bool no_server = false;
};

Leader find_or_make(NatState& nat, const Opening& opening, Service& service) {
  const FlowKey key = template_key(opening, service);
  Connection* leader = nat.connections.find_template(key);
  if (leader != nullptr && is_valid(nat, *leader)) return {leader};
  if (leader != nullptr) nat.connections.hide(*leader);
  Server* server = service.scheduler->pick(service.servers, request_of(nat, opening));
  if (server == nullptr) return {nullptr, true};
  return {make_template(nat, key, service, *server)};
}

}  // namespace

Request request_of(const NatState& nat, const Opening& opening) {
  return {opening.family(),
          opening.client(),
          opening.packet.destination(),
          opening.client_port(),
          nat.now,
          std::chrono::seconds{nat.settings.lblc_expiration},
          std::chrono::seconds{nat.settings.lblcr_expiration}};
}

Scheduled schedule_persistently(NatState& nat, const Opening& opening, const Arrival& arrival,
                                Service& service) {
  const Leader leader = find_or_make(nat, opening, service);
  if (leader.no_server) return leave(nat, service, opening, arrival);
  if (leader.connection == nullptr) return {.verdict = dropped()};

  Server& server = *leader.connection->server;
  uint16_t port = opening.virtual_port();
  if (port == service.port() && server.endpoint.port != 0) port = server.endpoint.port;
  Connection* connection = open(nat, opening, arrival, service, server, port);
  if (connection == nullptr) return {.verdict = dropped()};
  if (!connection->one_packet) follow(nat, *connection, *leader.connection);
  touch(nat, *leader.connection);
  return {connection, {}};
}

}  // namespace hopproof::core

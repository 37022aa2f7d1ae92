#include "harness/verdict/roles.hh"

#include "harness/model/ownership.hh"
#include "harness/model/services.hh"

#include <algorithm>

namespace hopproof::verdict {
namespace {

template <class T>
void add_distinct(std::vector<T>& list, const T& value) {
  if (std::ranges::find(list, value) == list.end()) list.push_back(value);
}

std::vector<IpAddress> addresses_of(const Node* node, Family family) {
  std::vector<IpAddress> addresses;
  if (!node) return addresses;
  for (const Interface& interface : node->interfaces) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (own.cidr.address.family() == family) add_distinct(addresses, own.cidr.address);
    }
  }
  return addresses;
}

Family family_of(const Case& deployment, const Probe& probe, const trace::Exchange& exchange) {
  if (!exchange.flow.remote.address.is_unspecified()) return exchange.flow.remote.address.family();
  if (!probe.target().address.is_unspecified()) return probe.target().address.family();
  return model::virtual_addresses(deployment, Family::v4).empty() &&
                 !model::virtual_addresses(deployment, Family::v6).empty()
             ? Family::v6
             : Family::v4;
}

std::vector<IpAddress> asked_for(const Case& deployment, const Probe& probe,
                                 const trace::Exchange& exchange, Family family) {
  const IpAddress& remote = exchange.flow.remote.address;
  const std::vector<IpAddress> services = model::virtual_addresses(deployment, family);
  const bool names_it = probe.has_target() || probe.as<OnProbe>();
  const bool is_service = std::ranges::find(services, remote) != services.end();
  if (!remote.is_unspecified() && (names_it || is_service || services.empty())) return {remote};
  return services;
}

std::vector<IpAddress> came_from(const Case& deployment, const Probe& probe,
                                 const trace::Exchange& exchange, Family family) {
  if (!exchange.flow.local.address.is_unspecified()) return {exchange.flow.local.address};
  if (probe.source) return {*probe.source};
  return addresses_of(deployment.find_node(exchange.flow.client), family);
}

void set_server(Roles& roles, const Case& deployment, const Endpoint& server) {
  const Node* owner = deployment.owner(server.address);
  roles.rip = {server.address};
  roles.server_address = server;
  roles.server = owner ? owner->name : server.address.text();
  if (owner) roles.servers = {owner->name};
}

void set_possible_servers(Roles& roles, const Case& deployment, uint8_t protocol,
                          const Endpoint& vip) {
  roles.rip = model::server_addresses(deployment, protocol, vip);
  for (const IpAddress& address : roles.rip) {
    if (const Node* owner = deployment.owner(address)) add_distinct(roles.servers, owner->name);
  }
}

/// `passed` is the director that the trace saw the connection pass; "": any may be meant.
void set_directors(Roles& roles, const Case& deployment, const std::string& passed) {
  std::vector<IpAddress> vips = model::virtual_addresses(deployment, roles.family);
  vips.insert(vips.end(), roles.vip.begin(), roles.vip.end());
  for (const Node* director : deployment.directors()) {
    roles.directors.push_back(director->name);
    if (!passed.empty() && passed != director->name) continue;
    for (const IpAddress& server : roles.rip) {
      const auto dip = model::dip_of(*director, server, vips);
      if (dip) add_distinct(roles.dip, *dip);
    }
  }
}

}  // namespace

Roles roles_of(const Case& deployment, const Probe& probe, const trace::Exchange& exchange,
               const std::optional<ServerChoice>& choice) {
  Roles roles;
  roles.family = family_of(deployment, probe, exchange);
  roles.client = exchange.flow.client;
  roles.cip = came_from(deployment, probe, exchange, roles.family);
  roles.vip = asked_for(deployment, probe, exchange, roles.family);
  Endpoint service = exchange.flow.remote;
  if (roles.vip.size() == 1) service.address = roles.vip.front();
  if (choice) {
    set_server(roles, deployment, choice->server);
  } else {
    set_possible_servers(roles, deployment, exchange.flow.protocol, service);
  }
  set_directors(roles, deployment, choice ? choice->director : "");
  return roles;
}

Roles roles_as_before(const Case& deployment, const Bindings& before) {
  Roles roles;
  roles.client = before.last_client;
  const bool no_probe_yet = before.last_vip.address.is_unspecified();
  if (!no_probe_yet) roles.family = before.last_vip.address.family();
  roles.vip = no_probe_yet ? model::virtual_addresses(deployment, roles.family)
                           : std::vector{before.last_vip.address};
  if (!before.last_cip.address.is_unspecified()) roles.cip = {before.last_cip.address};
  if (!before.last_rip.address.is_unspecified()) {
    set_server(roles, deployment, before.last_rip);
  } else {
    set_possible_servers(roles, deployment, 0, before.last_vip);
  }
  set_directors(roles, deployment, "");
  return roles;
}

}  // namespace hopproof::verdict

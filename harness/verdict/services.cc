#include "harness/verdict/services.hh"

#include <algorithm>

namespace hopproof {
namespace {

void add_distinct(std::vector<IpAddress>& addresses, const IpAddress& address) {
  if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
}

void apply(const IpvsadmCommand& command, const std::string& director,
           std::vector<ConfiguredService>& services) {
  if (!command.service) return;
  if (command.verb == IpvsadmCommand::Verb::add_service) {
    services.push_back({director, *command.service, {}});
  }
  if (command.verb != IpvsadmCommand::Verb::add_server || !command.server) return;
  for (ConfiguredService& service : services) {
    if (service.director == director && service.key == *command.service) {
      service.servers.push_back({*command.server, command.server_options.forwarding});
    }
  }
}

bool is_at(const ConfiguredService& service, uint8_t protocol, const Endpoint& vip) {
  if (service.key.kind == ServiceKey::Kind::fwmark)
    return service.key.family == vip.address.family();
  return service.key.protocol() == protocol && service.key.vip.address == vip.address &&
         (service.key.vip.port == 0 || service.key.vip.port == vip.port);
}

}  // namespace

std::vector<ConfiguredService> configured_services(const Case& deployment) {
  std::vector<ConfiguredService> services;
  for (const Node& node : deployment.nodes) {
    for (const IpvsItem& item : node.ipvs) apply(item.command, node.name, services);
  }
  return services;
}

std::vector<IpAddress> virtual_addresses(const Case& deployment, Family family) {
  std::vector<IpAddress> addresses;
  for (const ConfiguredService& service : configured_services(deployment)) {
    const IpAddress& vip = service.key.vip.address;
    if (service.key.kind == ServiceKey::Kind::fwmark || vip.family() != family) continue;
    add_distinct(addresses, vip);
  }
  return addresses;
}

std::vector<IpAddress> server_addresses(const Case& deployment, uint8_t protocol,
                                        const Endpoint& vip) {
  std::vector<IpAddress> at_vip, anywhere;
  for (const ConfiguredService& service : configured_services(deployment)) {
    for (const ConfiguredServer& server : service.servers) {
      if (server.address.address.family() != vip.address.family()) continue;
      add_distinct(anywhere, server.address.address);
      if (is_at(service, protocol, vip)) add_distinct(at_vip, server.address.address);
    }
  }
  return at_vip.empty() ? anywhere : at_vip;
}

}  // namespace hopproof

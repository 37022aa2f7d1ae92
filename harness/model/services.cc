#include "harness/model/services.hh"

#include <algorithm>

namespace hopproof::model {
namespace {

void add_distinct(std::vector<IpAddress>& addresses, const IpAddress& address) {
  if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
}

bool is_at(const Service& service, uint8_t protocol, const Endpoint& vip) {
  if (service.is_marked()) return service.key.family == vip.address.family();
  return is_named_by(service.key, protocol, vip);
}

/// Lines of a shell that do more than call ipvsadm are not understood here.
void apply_line(const std::string& line, ServiceTable& table) {
  if (!line.starts_with("ipvsadm ")) return;
  const auto parsed = parse_ipvsadm(line);
  if (const auto* command = std::get_if<IpvsadmCommand>(&parsed)) table.apply(*command);
}

}  // namespace

ServiceTable configured_table(const Node& director) {
  ServiceTable table;
  for (const IpvsItem& item : director.ipvs) table.apply(item.command, &item);
  return table;
}

std::vector<Service> configured_services(const Case& deployment) {
  std::vector<Service> services;
  for (const Node& node : deployment.nodes) {
    const ServiceTable table = configured_table(node);
    for (const VirtualService& service : table.services()) services.push_back({service, &node});
  }
  return services;
}

std::vector<ServiceTable> tables_by_step(const Case& deployment, const Node& director) {
  std::vector<ServiceTable> tables{configured_table(director)};
  for (const Step& step : deployment.steps) {
    ServiceTable table = tables.back();
    const auto* command = std::get_if<NodeCommand>(&step.action);
    if (command && command->node == director.name) {
      for (const std::string& line : command->lines) apply_line(line, table);
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

std::vector<IpAddress> virtual_addresses(const Case& deployment, Family family) {
  std::vector<IpAddress> addresses;
  for (const Service& service : configured_services(deployment)) {
    const IpAddress& vip = service.key.vip.address;
    if (!service.is_marked() && vip.family() == family) add_distinct(addresses, vip);
  }
  return addresses;
}

bool may_be_virtual(const Case& deployment, const IpAddress& address) {
  return std::ranges::any_of(configured_services(deployment), [&](const Service& service) {
    return service.is_marked() || service.key.vip.address == address;
  });
}

std::vector<IpAddress> server_addresses(const Case& deployment, uint8_t protocol,
                                        const Endpoint& vip) {
  std::vector<IpAddress> at_vip, anywhere;
  for (const Service& service : configured_services(deployment)) {
    for (const RealServer& server : service.servers) {
      if (server.address.address.family() != vip.address.family()) continue;
      add_distinct(anywhere, server.address.address);
      if (is_at(service, protocol, vip)) add_distinct(at_vip, server.address.address);
    }
  }
  return at_vip.empty() ? anywhere : at_vip;
}

}  // namespace hopproof::model

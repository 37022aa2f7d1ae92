#include "harness/verdict/diagnosis/next_hop.hh"

#include "harness/model/services.hh"

#include <algorithm>

namespace hopproof::verdict {
namespace {

std::optional<IpAddress> plain_address(const Interface& interface, Family family,
                                       const std::vector<IpAddress>& vips) {
  std::optional<IpAddress> first;
  for (const InterfaceAddress& own : interface.addresses) {
    const IpAddress& address = own.cidr.address;
    if (address.family() != family) continue;
    if (std::ranges::find(vips, address) == vips.end()) return address;
    if (!first) first = address;
  }
  return first;
}

}  // namespace

std::optional<IpAddress> address_toward(const Incident& incident, const std::string& from,
                                        const std::string& to) {
  const Node* sender = incident.deployment().find_node(from);
  const Node* receiver = incident.deployment().find_node(to);
  if (!sender || !receiver) return std::nullopt;
  const Family family = incident.connection().roles.family;
  const auto vips = model::virtual_addresses(incident.deployment(), family);
  for (const Interface& interface : receiver->interfaces) {
    if (interface.network.empty() || !sender->interface_on(interface.network)) continue;
    if (const auto address = plain_address(interface, family, vips)) return address;
  }
  return std::nullopt;
}

std::string interface_toward(const Incident& incident, const std::string& node,
                             const std::string& other) {
  const Node* here = incident.deployment().find_node(node);
  const Node* there = incident.deployment().find_node(other);
  if (!here || !there) return "";
  for (const Interface& interface : here->interfaces) {
    if (!interface.network.empty() && there->interface_on(interface.network)) return interface.name;
  }
  return "";
}

std::optional<IpAddress> some_router(const Incident& incident, const std::string& from) {
  for (const Node& node : incident.deployment().nodes) {
    const auto plugged = std::ranges::count_if(
        node.interfaces, [](const Interface& interface) { return !interface.network.empty(); });
    if (node.name == from || plugged < 2) continue;
    if (const auto address = address_toward(incident, from, node.name)) return address;
  }
  return std::nullopt;
}

}  // namespace hopproof::verdict

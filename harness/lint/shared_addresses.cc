#include "harness/lint/lint_service.hh"

#include <map>
#include <set>

#include <fmt/format.h>

namespace hopproof::lint {
namespace {

/// A VIP may be on several nodes, and so may what no neighbour is asked for.
bool may_be_shared(const Interface& interface, const Cidr& cidr, const std::set<IpAddress>& vips) {
  return interface.network.empty() || vips.contains(cidr.address) ||
         cidr.prefix == cidr.address.max_prefix();
}

}  // namespace

/// Two nodes with one address: ARP decides, and may decide otherwise the next time.
void lint_shared_addresses(const Case& deployment, Warnings& warnings) {
  std::set<IpAddress> vips;
  for (const model::Service& service : model::configured_services(deployment))
    if (service.key.kind != ServiceKey::Kind::fwmark) vips.insert(service.key.vip.address);
  std::map<std::pair<std::string, IpAddress>, const Node*> owners;  // by network
  for (const Node& node : deployment.nodes) {
    for (const Interface& interface : node.interfaces) {
      for (const InterfaceAddress& own : interface.addresses) {
        if (may_be_shared(interface, own.cidr, vips)) continue;
        const auto key = std::pair(interface.network, own.cidr.address);
        const auto [first, is_new] = owners.emplace(key, &node);
        if (is_new || first->second == &node) continue;
        warnings.push_back(
            {"address-on-two-nodes",
             fmt::format("{} is on {} and on {}: who asks for it on {} gets the one that ARP names "
                         "first, and another the next time",
                         own.cidr.address.text(), first->second->name, node.name,
                         interface.network),
             fmt::format("give {} an address of its own", node.name), own.place});
      }
    }
  }
}

}  // namespace hopproof::lint

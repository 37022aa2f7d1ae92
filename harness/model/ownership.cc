#include "harness/model/ownership.hh"

#include <algorithm>

namespace hopproof::model {
namespace {

bool is_on(const Interface& interface, const IpAddress& address) {
  return std::ranges::any_of(interface.addresses, [&](const InterfaceAddress& own) {
    return own.cidr.address == address;
  });
}

/// arp_ignore 0 answers for every local address, 1 and 2 for those of the interface, 3 for those
/// that are not of the host's scope, 8 for none.
bool answers(const Node& node, const Interface& interface, const IpAddress& address) {
  if (!address.is_v4()) return is_on(interface, address);
  const int ignore = Sysctls(node).at(interface.name, "arp_ignore");
  if (ignore == 1 || ignore == 2) return is_on(interface, address);
  return ignore != 8 && node.owns(address);
}

}  // namespace

std::vector<const Node*> owners(const Case& deployment, const IpAddress& address) {
  std::vector<const Node*> found;
  for (const Node& node : deployment.nodes) {
    if (node.owns(address)) found.push_back(&node);
  }
  return found;
}

std::vector<Neighbour> neighbours_of(const Case& deployment, const Node& from,
                                     const std::string& interface, const IpAddress& address) {
  const Interface* out = from.find_interface(interface);
  if (out == nullptr || out->network.empty()) return {};
  std::vector<Neighbour> there, elsewhere;
  for (const Node& node : deployment.nodes) {
    for (const Interface& in : node.interfaces) {
      if (&in == out || in.network != out->network || !answers(node, in, address)) continue;
      (is_on(in, address) ? there : elsewhere).push_back({&node, &in});
    }
  }
  there.insert(there.end(), elsewhere.begin(), elsewhere.end());
  return there;
}

std::optional<Neighbour> neighbour_of(const Case& deployment, const Node& from,
                                      const std::string& interface, const IpAddress& address) {
  const auto found = neighbours_of(deployment, from, interface, address);
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::optional<IpAddress> dip_of(const Node& director, const IpAddress& server,
                                const std::vector<IpAddress>& vips) {
  const RouteDecision way = Routes(director).sent(server);
  const Interface* interface = director.find_interface(way.interface);
  std::optional<IpAddress> first;
  if (interface == nullptr) return first;
  for (const InterfaceAddress& own : interface->addresses) {
    const IpAddress& address = own.cidr.address;
    if (address.family() != server.family()) continue;
    if (std::ranges::find(vips, address) == vips.end()) return address;
    if (!first) first = address;
  }
  return first;
}

}  // namespace hopproof::model

#include "harness/verdict/director_address.hh"

#include <algorithm>

namespace hopproof {
namespace {

bool is_on(const Interface& interface, const IpAddress& address) {
  return std::ranges::any_of(interface.addresses, [&](const InterfaceAddress& own) {
    return own.cidr.prefix < address.max_prefix() && own.cidr.contains(address);
  });
}

const Interface* interface_at(const Node& node, const IpAddress& address) {
  const auto found = std::ranges::find_if(
      node.interfaces, [&](const Interface& interface) { return is_on(interface, address); });
  return found == node.interfaces.end() ? nullptr : &*found;
}

const Interface* interface_by_route(const Node& node, const IpAddress& address) {
  const Route* best = nullptr;
  for (const RouteItem& item : node.routes) {
    const Route& route = item.route;
    if (route.family != address.family() || !route.destination.contains(address)) continue;
    if (!best || route.destination.prefix > best->destination.prefix) best = &route;
  }
  if (!best) return nullptr;
  if (!best->dev.empty()) return node.find_interface(best->dev);
  return best->via ? interface_at(node, *best->via) : nullptr;
}

}  // namespace

std::optional<IpAddress> director_address(const Node& director, const IpAddress& server,
                                          const std::vector<IpAddress>& vips) {
  const Interface* way_out = interface_at(director, server);
  if (!way_out) way_out = interface_by_route(director, server);
  if (!way_out) return std::nullopt;
  std::optional<IpAddress> first;
  for (const InterfaceAddress& own : way_out->addresses) {
    if (own.cidr.address.family() != server.family()) continue;
    if (std::ranges::find(vips, own.cidr.address) == vips.end()) return own.cidr.address;
    if (!first) first = own.cidr.address;
  }
  return first;
}

}  // namespace hopproof

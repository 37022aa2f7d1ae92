#include "harness/model/written_routes.hh"

#include <algorithm>

namespace hopproof::model {
namespace {

bool says_no(Route::Type type) {
  return type != Route::Type::unicast && type != Route::Type::local;
}

bool leads_through(const Route& route, const Interface& interface) {
  if (!route.dev.empty()) return route.dev == interface.name;
  return route.via && std::ranges::any_of(interface.addresses, [&](const InterfaceAddress& own) {
           return own.cidr.contains(*route.via);
         });
}

template <typename Item, typename Fits>
std::vector<std::reference_wrapper<const Item>> those(const std::vector<Item>& items, Fits fits) {
  std::vector<std::reference_wrapper<const Item>> found;
  std::ranges::copy_if(items, std::back_inserter(found), fits);
  return found;
}

}  // namespace

WrittenPolicyRules refusing_rules(const Node& node, const IpAddress& destination) {
  return those(node.rules, [&](const PolicyRuleItem& item) {
    return says_no(item.rule.action) && (!item.rule.to || item.rule.to->contains(destination));
  });
}

WrittenRoutes refusing_routes(const Node& node, const IpAddress& destination) {
  return those(node.routes, [&](const RouteItem& item) {
    return says_no(item.route.type) && item.route.family == destination.family() &&
           item.route.destination.contains(destination);
  });
}

bool has_host_route(const Node& node, const IpAddress& destination) {
  return std::ranges::any_of(node.routes, [&](const RouteItem& item) {
    return item.route.destination.address == destination &&
           item.route.destination.prefix == destination.max_prefix();
  });
}

const RouteItem* same_route(const Node& node, const Route& wanted) {
  const auto found = std::ranges::find_if(node.routes, [&](const RouteItem& item) {
    return item.route.destination == wanted.destination && item.route.table == wanted.table;
  });
  return found == node.routes.end() ? nullptr : &*found;
}

WrittenRoutes routes_through(const Node& node, const Interface& interface) {
  return those(node.routes,
               [&](const RouteItem& item) { return leads_through(item.route, interface); });
}

}  // namespace hopproof::model

#include "harness/lint/prediction/static_route.hh"

#include <algorithm>
#include <vector>

namespace hopproof {
namespace {

constexpr uint32_t main_table = 254;
constexpr int most_hops = 16;

struct Candidate {
  int prefix = -1;
  uint32_t metric = 0;
  bool usable = true;
  StaticHop hop;

  bool is_better_than(const Candidate& other) const {
    return prefix != other.prefix ? prefix > other.prefix : metric < other.metric;
  }
};

const Interface* connected_interface(const Node& node, const IpAddress& address) {
  for (const Interface& interface : node.interfaces) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (own.cidr.prefix < address.max_prefix() && own.cidr.contains(address)) return &interface;
    }
  }
  return nullptr;
}

void take_better(Candidate& best, Candidate other) {
  if (other.is_better_than(best)) best = std::move(other);
}

void add_connected(const Node& node, const IpAddress& destination, Candidate& best) {
  for (const Interface& interface : node.interfaces) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (own.cidr.prefix == destination.max_prefix() || !own.cidr.contains(destination)) continue;
      take_better(best, {own.cidr.prefix, 0, true, {interface.name, std::nullopt}});
    }
  }
}

Candidate configured(const Node& node, const Route& route) {
  Candidate candidate{
      route.destination.prefix, route.metric.value_or(0), true, {route.dev, route.via}};
  candidate.usable = route.type == Route::Type::unicast;
  if (candidate.hop.interface.empty() && route.via) {
    const Interface* interface = connected_interface(node, *route.via);
    if (interface) candidate.hop.interface = interface->name;
  }
  return candidate;
}

std::optional<Candidate> lookup(const Node& node, uint32_t table, const IpAddress& destination) {
  Candidate best;
  if (table == main_table) add_connected(node, destination, best);
  for (const RouteItem& item : node.routes) {
    const Route& route = item.route;
    if (route.table != table || route.family != destination.family()) continue;
    if (route.destination.contains(destination)) take_better(best, configured(node, route));
  }
  if (best.prefix < 0) return std::nullopt;
  return best;
}

bool is_for(const PolicyRule& rule, const IpAddress& destination, const IpAddress& source) {
  if (rule.family != destination.family() || rule.mark || rule.inverted || !rule.iif.empty() ||
      !rule.oif.empty()) {
    return false;
  }
  return (!rule.from || rule.from->contains(source)) &&
         (!rule.to || rule.to->contains(destination));
}

std::vector<const PolicyRule*> in_order(const Node& node) {
  std::vector<const PolicyRule*> rules;
  for (const PolicyRuleItem& item : node.rules) rules.push_back(&item.rule);
  std::ranges::stable_sort(rules, {},
                           [](const PolicyRule* rule) { return rule->priority.value_or(32765); });
  return rules;
}

bool forwards(const Node& node, const IpAddress& address) {
  if (!address.is_v4()) return static_sysctl(node, "net.ipv6.conf.all.forwarding") == "1";
  return static_sysctl(node, "net.ipv4.ip_forward") == "1";
}

}  // namespace

std::string static_sysctl(const Node& node, std::string_view name) {
  const auto found = std::ranges::find(node.sysctls, name, &SysctlItem::name);
  return found == node.sysctls.end() ? "0" : found->text;
}

std::optional<StaticHop> static_route(const Node& node, const IpAddress& destination,
                                      const IpAddress& source) {
  for (const PolicyRule* rule : in_order(node)) {
    if (!is_for(*rule, destination, source)) continue;
    if (rule->action != Route::Type::unicast) return std::nullopt;
    const auto found = lookup(node, rule->table.value_or(main_table), destination);
    if (found) return found->usable ? std::optional(found->hop) : std::nullopt;
  }
  const auto found = lookup(node, main_table, destination);
  if (!found || !found->usable) return std::nullopt;
  return found->hop;
}

StaticWay static_way(const Case& deployment, const Node& from, const IpAddress& destination,
                     const IpAddress& source, const std::string& director) {
  const Node* node = &from;
  for (int hops = 0; hops < most_hops; ++hops) {
    if (node->owns(destination)) return {StaticWay::End::arrives, node->name};
    const auto hop = static_route(*node, destination, source);
    if (!hop) return {StaticWay::End::no_route, node->name};
    const Node* next = deployment.owner(hop->gateway ? *hop->gateway : destination);
    if (!next) return {StaticWay::End::lost, node->name};
    if (next->name == director) return {StaticWay::End::passes_director, director};
    if (!next->owns(destination) && !forwards(*next, destination))
      return {StaticWay::End::lost, next->name};
    node = next;
  }
  return {StaticWay::End::lost, node->name};
}

}  // namespace hopproof

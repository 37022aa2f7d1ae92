#include "harness/model/fib.hh"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

namespace hopproof::model {
namespace {

using Type = TableRoute::Type;

constexpr uint32_t prefix_metric = 256, user_metric = 1024;  // IP6_RT_PRIO_ADDRCONF and _USER

Type type_of(Route::Type type) {
  switch (type) {
    case Route::Type::blackhole:
      return Type::blackhole;
    case Route::Type::unreachable:
      return Type::unreachable;
    case Route::Type::prohibit:
      return Type::prohibit;
    case Route::Type::local:
      return Type::local;
    case Route::Type::unicast:
      break;
  }
  return Type::unicast;
}

/// What ip(8) chooses where no scope is written.
uint8_t scope_of(const Route& route) {
  if (route.scope) return *route.scope;
  if (route.type == Route::Type::local) return host_scope;
  return route.type == Route::Type::unicast && !route.via ? link_scope : universe_scope;
}

/// ip(8) puts local routes into table local.
uint32_t table_of(const Route& route) {
  const bool moved = route.type == Route::Type::local && route.table == main_table;
  return moved ? local_table : route.table;
}

uint32_t metric_of(const Route& route) {
  const uint32_t metric = route.metric.value_or(0);
  return route.family == Family::v6 && metric == 0 ? user_metric : metric;
}

IpAddress last_of(const Cidr& network) {
  const uint32_t rest =
      network.prefix == 0 ? ~uint32_t{0} : (uint32_t{1} << (32 - network.prefix)) - 1;
  return IpAddress::v4(network.address.v4_host_order() | rest);
}

Cidr host(const IpAddress& address) { return {address, address.max_prefix()}; }

Fib::Found result(const TableRoute* route) {
  if (route == nullptr) return {nullptr, ENETUNREACH, ""};
  return {route, route->error(), route->item};
}

}  // namespace

Fib::Fib(const Node& node, const SourceAddresses& addresses, const Sysctls& sysctls)
    : rules_{PolicyRules(node, Family::v4), PolicyRules(node, Family::v6)} {
  for (const Interface& interface : node.interfaces) {
    TableRoute link;
    link.destination = *Cidr::parse("fe80::/64");
    link.metric = prefix_metric;
    link.interface = interface.name;
    if (interface.name != "lo") tables_[1].add(std::move(link));
  }
  for (const SourceAddresses::Entry& own : addresses.all()) {
    if (own.cidr.address.is_v4()) add_v4(own);
    if (!own.cidr.address.is_v4()) add_v6(own, sysctls);
  }
  for (const RouteItem& item : node.routes) add(node, item, addresses);
}

/// fib_add_ifaddr: the address itself, its network, and the last address of that for broadcasts.
void Fib::add_v4(const SourceAddresses::Entry& own) {
  const Cidr network{own.cidr.address.masked(own.cidr.prefix), own.cidr.prefix};
  TableRoute route{local_table, host(own.cidr.address), 0,  Type::local,
                   host_scope,  own.interface,          {}, own.primary,
                   own.item};
  if (own.is_secondary() && !is_local(own.primary)) return;
  tables_[0].add(route);
  if (own.is_secondary() || network == host(own.cidr.address)) return;
  // fib_valid_prefsrc: not where an earlier network has the address as its last.
  if (!is_local(own.cidr.address)) return;
  route.destination = network;
  if (own.interface != "lo") {
    route.type = Type::unicast;
    route.table = main_table;
    route.scope = link_scope;
  }
  tables_[0].add(route);
  if (own.cidr.prefix >= 31) return;
  route.destination = host(last_of(network));
  route.type = Type::broadcast;
  route.table = local_table;
  route.scope = link_scope;
  tables_[0].add(route);
}

/// With the network, and on a router its anycast address (addrconf_join_anycast; RFC 4291, 2.6.1).
void Fib::add_v6(const SourceAddresses::Entry& own, const Sysctls& sysctls) {
  TableRoute route{local_table, host(own.cidr.address), 0,  Type::local,
                   host_scope,  own.interface,          {}, {},
                   own.item};
  tables_[1].add(route);
  if (own.item.empty()) return;
  const IpAddress first = own.cidr.address.masked(own.cidr.prefix);
  if (own.cidr.prefix < 127 && !first.is_unspecified() &&
      sysctls.is_on(fmt::format("net/ipv6/conf/{}/forwarding", own.interface))) {
    route.destination = host(first);
    route.type = Type::anycast;
    tables_[1].add(route);
  }
  route.destination = {first, own.cidr.prefix};
  route.table = main_table;
  route.metric = prefix_metric;
  route.type = Type::unicast;
  tables_[1].add(route);
}

void Fib::add(const Node& node, const RouteItem& item, const SourceAddresses& addresses) {
  const Route& wanted = item.route;
  TableRoute route{
      table_of(wanted),     wanted.destination, metric_of(wanted),
      type_of(wanted.type), scope_of(wanted),   wanted.dev,
      wanted.via,           wanted.source,      fmt::format("{}.routes.{}", node.name, item.name)};
  RouteTables& tables = tables_[index(wanted.family)];
  if (tables.has_rival(route) || !find_interface(route, wanted, addresses)) return;
  if (route.source && !may_be_source(route, addresses)) return;
  if (route.type == Type::local && wanted.family == Family::v4) has_local_routes_ = true;
  tables.add(std::move(route));
}

bool Fib::find_interface(TableRoute& route, const Route& wanted,
                         const SourceAddresses& addresses) const {
  if (route.error() != 0) {
    route.interface = "lo";
    return true;
  }
  if (!route.via)
    return !route.interface.empty() && !(wanted.onlink && route.destination.address.is_v4());
  if (route.type == Type::local && wanted.family == Family::v4) return false;
  return route.via->is_v4() ? wanted.family == Family::v4 && find_interface_v4(route, wanted)
                            : find_interface_v6(route, wanted, addresses);
}

/// fib_check_nh_v4_gw: the gateway is on a link, as its own table says, else all of them.
bool Fib::find_interface_v4(TableRoute& route, const Route& wanted) const {
  if (wanted.onlink) {
    const TableRoute* own = local_route(*route.via);
    const bool is_own = own != nullptr && own->error() == 0 && own->type != Type::unicast;
    return !route.interface.empty() && route.scope < link_scope && !is_own;
  }
  const auto scope = uint8_t(std::max<int>(route.scope + 1, link_scope));
  const RouteTables::Search search{*route.via, scope, route.interface, true};
  const TableRoute* found = route.table == main_table ? nullptr : find(route.table, search);
  if (found == nullptr || found->error() != 0)
    found = look_up({*route.via, std::nullopt, "", route.interface, 0}, scope).route;
  const bool leads =
      found != nullptr && (found->type == Type::unicast || found->type == Type::local);
  if (!leads) return false;
  route.skips_gateway = found->scope != link_scope;
  route.interface = found->interface;
  return true;
}

/// ip6_validate_gw, ip6_route_check_nh.
bool Fib::find_interface_v6(TableRoute& route, const Route& wanted,
                            const SourceAddresses& addresses) const {
  // What goes to lo would come back: the kernel makes a refusal of it (fib6_is_reject).
  if (addresses.has(*route.via) || route.interface == "lo") return false;
  if (wanted.onlink) return may_be_onlink(route);
  if (route.via->is_link_local()) return !route.interface.empty();
  const RouteTables::Search search{*route.via, universe_scope, route.interface, true};
  const auto is_link = [](const TableRoute* found) {
    const bool leads = found != nullptr && found->error() == 0 && !found->via;
    return leads && (found->type != Type::unicast || found->interface != "lo");
  };
  const TableRoute* found = tables_[1].find(route.table, search);
  if (!is_link(found)) found = look_up({*route.via, std::nullopt, "", route.interface, 0}).route;
  if (!is_link(found)) return false;
  route.interface = found->interface;
  return route.interface != "lo";
}

/// ip6_route_check_nh_onlink: table main has the gateway on no other link.
bool Fib::may_be_onlink(const TableRoute& route) const {
  const TableRoute* found =
      tables_[1].find(main_table, {*route.via, universe_scope, route.interface, false});
  const auto is_refusal = [](const TableRoute& one) {  // fib6_is_reject
    return one.error() != 0 || (one.type == Type::unicast && one.interface == "lo");
  };
  const bool says_much = found != nullptr && !is_refusal(*found) && found->destination.prefix != 0;
  const bool elsewhere =
      says_much && (found->type != Type::unicast || found->interface != route.interface);
  return !route.interface.empty() && !elsewhere;
}

/// fib_valid_prefsrc; ip6_route_info_create wants an address of an interface.
bool Fib::may_be_source(const TableRoute& route, const SourceAddresses& addresses) const {
  if (route.source->is_v4()) {
    if (route.type == Type::local && *route.source == route.destination.address) return true;
    const RouteTables::Search search{*route.source, universe_scope, "", true};
    const TableRoute* here = find(route.table, search);
    if (route.table != main_table && here != nullptr && here->type == Type::local) return true;
    return is_local(*route.source);
  }
  return addresses.has(*route.source);
}

const TableRoute* Fib::local_route(const IpAddress& address) const {
  return find(local_table, {address, universe_scope, "", true});
}

/// fib_table_lookup: of IPv4 without rules, local and main are one.
const TableRoute* Fib::find(uint32_t table, const RouteTables::Search& search) const {
  const Family family = search.destination.family();
  const bool is_either = table == local_table || table == main_table;
  const bool merged = family == Family::v4 && !has_rules(family) && is_either;
  return tables_[index(family)].find(merged ? main_table : table, search, merged);
}

bool Fib::is_local(const IpAddress& address) const {
  const TableRoute* route = local_route(address);
  return route != nullptr && route->type == Type::local;
}

bool Fib::has(const Cidr& destination, uint32_t table) const {
  return tables_[index(destination.address.family())].has(table, destination);
}

std::set<std::string> Fib::items_about(const IpAddress& address) const {
  std::set<std::string> items;
  std::vector<const TableRoute*> ways = routes_about(address);
  const size_t direct = ways.size();
  for (size_t i = 0; i < direct; ++i) {
    if (!ways[i]->via) continue;
    for (const TableRoute* route : routes_about(*ways[i]->via)) ways.push_back(route);
  }
  for (const TableRoute* route : ways) {
    if (!route->item.empty()) items.insert(route->item);
  }
  return items;
}

std::vector<const TableRoute*> Fib::routes_about(const IpAddress& address) const {
  const TableRoute* own = local_route(address);
  if (is_local(address) && own->destination == host(address)) return {own};
  return tables_[index(address.family())].best_of_each(address);
}

Fib::Found Fib::look_up_merged(const RouteTables::Search& search) const {
  const Found found = result(tables_[0].find(main_table, search, true));
  if (found.route != nullptr) return found;
  return result(tables_[0].find(default_table, search));
}

Fib::Found Fib::look_up(const RouteQuery& query, uint8_t scope, bool strict) const {
  const Family family = query.destination.family();
  RouteTables::Search search{query.destination, scope, query.output, strict};
  const bool v4 = family == Family::v4;
  if (!v4 && !query.input.empty()) search.output = query.input;
  if (v4 && !has_rules(family)) return look_up_merged(search);
  for (const NumberedRule& rule : rules_[index(family)].in_order()) {
    if (!rule.matches(query)) continue;
    if (rule.error() != 0) return {nullptr, rule.error(), rule.item};
    const TableRoute* route =
        tables_[index(family)].find(rule.rule.table.value_or(main_table), search);
    if (route != nullptr) return result(route);
  }
  return result(nullptr);
}

}  // namespace hopproof::model

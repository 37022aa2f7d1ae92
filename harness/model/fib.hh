#pragma once

#include "harness/case/case.hh"
#include "harness/model/policy_rules.hh"
#include "harness/model/route_table.hh"
#include "harness/model/source_address.hh"
#include "harness/model/sysctls.hh"

#include <array>
#include <set>
#include <string>
#include <vector>

namespace hopproof::model {

/// The forwarding information base of one node: its tables of both families, with the routes that
/// addresses bring along (fib_add_ifaddr, addrconf_prefix_route), and its policy rules. Routes that
/// the kernel refuses to add are not there.
class Fib {
 public:
  Fib(const Node& node, const SourceAddresses& addresses, const Sysctls& sysctls);

  struct Found {
    const TableRoute* route = nullptr;  ///< also where it refuses
    int error = 0;                      ///< of a route or a rule; ENETUNREACH: neither
    std::string item;                   ///< of the route or the rule
  };
  /// fib_lookup, fib6_rule_lookup: the rules in their order, the first table that has a route.
  /// Without rules of the case IPv4 searches local and main at once, and then default. IPv6:
  /// `strict` wants `query.output`, else it, or the input, is only preferred.
  Found look_up(const RouteQuery& query, uint8_t scope = universe_scope, bool strict = true) const;

  /// A route with exactly this destination is in the table.
  bool has(const Cidr& destination, uint32_t table = main_table) const;

  /// What a search of table local alone finds (inet_addr_type), of IPv4 without rules also what
  /// main has, which is held with it; nullptr: nothing.
  const TableRoute* local_route(const IpAddress& address) const;
  bool is_local(const IpAddress& address) const;

  /// The items that may decide where packets for an address go, whatever else is in them: the route
  /// that each table has for it, and those to their gateways. Its owner's own address is itself.
  std::set<std::string> items_about(const IpAddress& address) const;

  bool has_rules(Family family) const { return rules_[index(family)].custom(); }
  /// The case writes `local` routes of IPv4 (fib_has_custom_local_routes).
  bool has_local_routes() const { return has_local_routes_; }

 private:
  static size_t index(Family family) { return family == Family::v4 ? 0 : 1; }
  void add_v4(const SourceAddresses::Entry& own);
  void add_v6(const SourceAddresses::Entry& own, const Sysctls& sysctls);
  void add(const Node& node, const RouteItem& item, const SourceAddresses& addresses);
  bool find_interface(TableRoute& route, const Route& wanted,
                      const SourceAddresses& addresses) const;
  bool find_interface_v4(TableRoute& route, const Route& wanted) const;
  bool find_interface_v6(TableRoute& route, const Route& wanted,
                         const SourceAddresses& addresses) const;
  bool may_be_onlink(const TableRoute& route) const;
  bool may_be_source(const TableRoute& route, const SourceAddresses& addresses) const;
  std::vector<const TableRoute*> routes_about(const IpAddress& address) const;
  const TableRoute* find(uint32_t table, const RouteTables::Search& search) const;
  Found look_up_merged(const RouteTables::Search& search) const;

  std::array<PolicyRules, 2> rules_;
  std::array<RouteTables, 2> tables_;
  bool has_local_routes_ = false;
};

}  // namespace hopproof::model

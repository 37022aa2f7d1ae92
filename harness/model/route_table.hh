#pragma once

#include "harness/base/address.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hopproof::model {

// Numbers of linux/rtnetlink.h.
constexpr uint32_t default_table = 253, main_table = 254, local_table = 255;
constexpr uint8_t universe_scope = 0, link_scope = 253, host_scope = 254;

/// A route as a table of the kernel holds it (fib_alias and fib_info; fib6_info).
struct TableRoute {
  enum class Type : uint8_t {
    unicast,
    local,
    anycast,  ///< IPv6: local, of all routers of a network
    broadcast,
    blackhole,
    unreachable,
    prohibit
  };

  uint32_t table = main_table;
  Cidr destination;
  uint32_t metric = 0;
  Type type = Type::unicast;
  uint8_t scope = universe_scope;  ///< IPv4: how far away what is behind it is
  std::string interface;           ///< "lo" where the kernel puts a route that refuses
  std::optional<IpAddress> via;
  std::optional<IpAddress> source;  ///< src; of a connected route the address it comes from
  std::string item;                 ///< path of the item that made it; "": the kernel by itself
  /// IPv4: what takes this route is for the link itself, as the gateway is the node or is behind a
  /// route of scope host (rt_set_nexthop heeds gateways of RT_SCOPE_LINK only).
  bool skips_gateway = false;

  /// What it refuses packets with (fib_props, fib6_prop): EINVAL, EHOSTUNREACH, EACCES; 0: nothing.
  int error() const;
};

/// The tables of one family in one node.
class RouteTables {
 public:
  /// Behind those with the same destination, table and metric.
  void add(TableRoute route);
  /// True when there is one with its destination, table and metric: the kernel refuses another.
  bool has_rival(const TableRoute& route) const;
  bool has(uint32_t table, const Cidr& destination) const;

  struct Search {
    IpAddress destination;
    uint8_t scope = universe_scope;  ///< at least so narrow
    std::string output;              ///< IPv4: by this interface only; IPv6: see `strict`
    bool strict = true;  ///< IPv6: by this interface only; else only preferred among equals
  };
  /// The longest prefix, then the lowest metric (fib_table_lookup, fib6_table_lookup); with
  /// `merged`, over local and main at once, as the kernel holds them until a first rule parts them
  /// (fib_trie_unmerge). nullptr: nothing in this table.
  const TableRoute* find(uint32_t table, const Search& search, bool merged = false) const;
  /// What find() says of each table that has something.
  std::vector<const TableRoute*> best_of_each(const IpAddress& destination) const;

 private:
  std::vector<TableRoute> routes_;  // the best first
};

}  // namespace hopproof::model

#pragma once

#include "harness/base/address.hh"
#include "harness/case/prints/print.hh"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

struct PrintedAddress {
  Cidr cidr;
  std::string text;               ///< "10.0.0.2/24"
  std::optional<IpAddress> peer;  ///< of a point-to-point link
  bool is_secondary = false;
  bool is_dynamic = false;  ///< by DHCP or router advertisements
  PrintPlace place;
};

/// One interface, as `ip addr`, `ip link` or `ifconfig` lists it. What a print does not say is
/// empty.
struct PrintedInterface {
  std::string name;
  std::string parent;  ///< behind '@': "eth0" of "eth0.100@eth0"; "" for "if5"
  std::string master;  ///< the bridge or bond it is part of
  std::string kind;    ///< "vlan", "bridge", "bond", "dummy", "macvlan": with `ip -d` only
  std::string mac;     ///< in small letters
  std::optional<int> mtu, queue_length, vlan;
  std::optional<bool> is_up;
  std::vector<PrintedAddress> addresses;
  PrintPlace place;
};
struct PrintedInterfaces : Printed {
  std::vector<PrintedInterface> interfaces;

  const PrintedInterface* find(std::string_view name) const;
};

/// Reads `ip addr`, `ip link`, both with -o, -d, -s or -br, and `ifconfig` of net-tools and of
/// BusyBox. Several prints after another make one list of interfaces; aliases such as "eth0:1" are
/// addresses of theirs. `items` stays empty.
PrintedInterfaces read_ip_interfaces(std::string_view text);

/// Numbers of routing tables by name: /etc/iproute2/rt_tables.
using RoutingTables = std::map<std::string, uint32_t, std::less<>>;
struct PrintedTables : Printed {
  RoutingTables tables;
};
PrintedTables read_routing_tables(std::string_view text);

/// Reads `ip route` (of all tables, -6, -d) and `route -n` as what follows `ip route add`. In
/// `implied` are the routes that the kernel makes with an address, by `proto kernel`, and by
/// `route -n` those to a network without gateway and metric.
Printed read_ip_routes(std::string_view text, const RoutingTables& tables = {});

/// Reads `ip rule` as what follows `ip rule add`; the three rules of every node are implied.
Printed read_ip_rules(std::string_view text, const RoutingTables& tables = {});

/// What a host knows of a neighbour: `ip neigh`, `arp -n`, `arp -a`.
struct PrintedNeighbour {
  IpAddress address;
  std::string interface;
  std::string mac;    ///< in small letters; "": it did not answer
  std::string state;  ///< "REACHABLE"; "" where the print has none
  PrintPlace place;
};
struct PrintedNeighbours : Printed {
  std::vector<PrintedNeighbour> neighbours;
};
PrintedNeighbours read_neighbours(std::string_view text);

}  // namespace hopproof

#pragma once

#include "harness/base/address.hh"
#include "harness/model/fib.hh"
#include "harness/model/source_address.hh"
#include "harness/model/sysctls.hh"

#include <optional>
#include <string>

namespace hopproof::model {

/// What a node does with a packet, and what of its configuration decided.
struct RouteDecision {
  enum class Kind {
    local,      ///< it is for the node itself
    next_hop,   ///< it leaves by `interface`, to `via` or to the destination itself
    broadcast,  ///< it is for everybody on `interface`, the node included
    refused,    ///< a route, a rule, a sysctl or the kernel stops it; `error` says how
    no_route,   ///< nothing in the tables is about it: ENETUNREACH
  };
  Kind kind = Kind::no_route;
  int error = 0;                    ///< errno; 0 with a way
  std::string interface;            ///< the way out; local: the one that the address is on; else ""
  std::optional<IpAddress> via;     ///< nullopt: the destination itself is on the link
  std::optional<IpAddress> source;  ///< what the node writes into a packet of its own
  /// The item that decided: "rs1.routes.gateway", "rs1.interfaces.lan.10.0.0.1/24", "rs1.rules.1";
  /// "": the kernel by itself, or a sysctl.
  std::string item;
  std::string sysctl;  ///< that refuses it: "net.ipv4.conf.lan.rp_filter"

  bool is_local() const { return kind == Kind::local; }
  bool leaves() const { return kind == Kind::next_hop; }
  /// The device that hooks see it leave by: lo where it stays.
  std::string output() const { return is_local() ? "lo" : interface; }
};

/// What one node's addresses, routes, policy rules and sysctls do with packets, while all its links
/// are up and it has learned nothing: no redirects, no dead neighbours.
class Routes {
 public:
  explicit Routes(const Node& node);

  /// A packet that the node sends (ip_route_output_key_hash_rcu, ip6_route_output); as `ip route
  /// get` answers. `query.input` is not looked at.
  RouteDecision sent(RouteQuery query) const;
  RouteDecision sent(const IpAddress& destination,
                     const std::optional<IpAddress>& source = std::nullopt) const;

  /// A packet that came in at `query.input` from `query.source`: with forwarding and, of IPv4, the
  /// check of its source (ip_route_input_slow; ip6_route_input and ip6_forward); as `ip route get
  /// ... iif`. What the reverse path filter drops is EXDEV.
  RouteDecision received(const RouteQuery& query) const;

  /// What MASQUERADE gives what leaves for `destination` as its source (nf_nat_masquerade_ipv4: the
  /// interface's address for the next hop, whatever `src` the route names; _ipv6). nullopt: it does
  /// not leave, or nothing is there to choose from.
  std::optional<IpAddress> masquerade_source(const IpAddress& destination) const;

  const SourceAddresses& addresses() const { return addresses_; }
  const Sysctls& sysctls() const { return sysctls_; }
  const Fib& fib() const { return fib_; }

 private:
  RouteDecision decide(const RouteQuery& query, const Fib::Found& found) const;
  std::optional<IpAddress> source_of(const TableRoute& route, const IpAddress& destination) const;
  bool may_send_from(const IpAddress& source) const;
  RouteDecision on_link(const RouteQuery& query) const;
  std::optional<RouteDecision> entrance(const RouteQuery& query) const;

  SourceAddresses addresses_;
  Sysctls sysctls_;
  Fib fib_;
};

}  // namespace hopproof::model

#pragma once

#include "harness/model/fib.hh"
#include "harness/model/route_decision.hh"
#include "harness/model/source_address.hh"
#include "harness/model/sysctls.hh"

#include <optional>

namespace hopproof::model {

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

#include "harness/model/routes.hh"

#include "harness/model/reverse_path.hh"

#include <algorithm>
#include <cerrno>

namespace hopproof::model {
namespace {

using Kind = RouteDecision::Kind;

RouteDecision refused(int error, std::string sysctl = "") {
  RouteDecision decision;
  decision.kind = Kind::refused;
  decision.error = error;
  decision.sysctl = std::move(sysctl);
  return decision;
}

bool is_zero_net(const IpAddress& address) {
  return address.is_v4() && address.bytes().front() == 0;
}

bool is_limited_broadcast(const IpAddress& address) {
  return address.is_v4() && address.v4_host_order() == ~uint32_t{0};
}

bool is_v4_loopback(const std::optional<IpAddress>& address) {
  return address && address->is_v4() && address->is_loopback();
}

Kind kind_of(const TableRoute& route, const IpAddress& destination) {
  using Type = TableRoute::Type;
  if (route.type == Type::local || route.type == Type::anycast) return Kind::local;
  const bool broadcast = route.type == Type::broadcast || is_limited_broadcast(destination);
  return broadcast ? Kind::broadcast : Kind::next_hop;
}

}  // namespace

Routes::Routes(const Node& node)
    : addresses_(node), sysctls_(node), fib_(node, addresses_, sysctls_) {}

RouteDecision Routes::sent(const IpAddress& destination,
                           const std::optional<IpAddress>& source) const {
  RouteQuery query;
  query.destination = destination;
  query.source = source;
  return sent(query);
}

std::optional<IpAddress> Routes::masquerade_source(const IpAddress& destination) const {
  const RouteDecision way = sent(destination);
  if (!way.leaves()) return std::nullopt;
  return addresses_.choose(way.interface, destination, way.via.value_or(destination));
}

RouteDecision Routes::sent(RouteQuery query) const {
  query.input.clear();
  const bool v4 = query.destination.is_v4();
  if (v4 && query.source && !may_send_from(*query.source)) return refused(ENETUNREACH);
  const Fib::Found found = fib_.look_up(query, universe_scope, v4 || !query.source);
  if (v4 && found.error != 0 && !query.output.empty()) return on_link(query);
  RouteDecision decision = decide(query, found);
  if (decision.error != 0) return decision;
  decision.source = query.source ? query.source : source_of(*found.route, query.destination);
  const bool escapes = is_v4_loopback(decision.source) && decision.interface != "lo" &&
                       sysctls_.at(decision.interface, "route_localnet") == 0;
  if (is_zero_net(query.destination)) return refused(EINVAL);
  if (escapes && !decision.is_local())
    return refused(EINVAL, "net.ipv4.conf." + decision.interface + ".route_localnet");
  return decision;
}

RouteDecision Routes::decide(const RouteQuery& query, const Fib::Found& found) const {
  RouteDecision decision;
  decision.item = found.item;
  decision.error = found.error;
  if (found.error != 0) {
    const bool nothing = found.route == nullptr && found.item.empty();
    decision.kind = nothing ? Kind::no_route : Kind::refused;
    return decision;
  }
  decision.kind = kind_of(*found.route, query.destination);
  decision.interface = found.route->interface;
  if (!found.route->skips_gateway) decision.via = found.route->via;
  return decision;
}

/// An address of its own, or of a `local` route (__ip_dev_find).
bool Routes::may_send_from(const IpAddress& source) const {
  if (addresses_.has(source)) return true;
  return fib_.is_local(source);
}

/// A socket that is bound to a device takes everything without a route for its neighbour.
RouteDecision Routes::on_link(const RouteQuery& query) const {
  RouteDecision decision;
  decision.kind = Kind::next_hop;
  decision.interface = query.output;
  decision.source = query.source;
  if (!decision.source)
    decision.source = addresses_.choose(query.output, query.destination, {}, link_scope);
  return decision;
}

/// fib_result_prefsrc, ip6_route_get_saddr; of a local destination, itself.
std::optional<IpAddress> Routes::source_of(const TableRoute& route,
                                           const IpAddress& destination) const {
  if (route.source) return route.source;
  const bool v4 = destination.is_v4();
  if (v4 && route.type == TableRoute::Type::local) return destination;
  std::optional<IpAddress> gateway = route.via;
  // The kernel takes the first four bytes of an IPv6 gateway for an IPv4 one (nhc_gw is a union).
  if (v4 && gateway && !gateway->is_v4()) gateway = IpAddress::v4(gateway->bytes().first<4>());
  return addresses_.choose(route.interface, destination, gateway, route.scope);
}

/// What never gets as far as a lookup.
std::optional<RouteDecision> Routes::entrance(const RouteQuery& query) const {
  const IpAddress source = query.source.value_or(IpAddress::any(query.destination.family()));
  if (!source.is_v4()) return std::nullopt;
  if (source.is_multicast() || is_limited_broadcast(source)) return refused(EINVAL);
  if (is_zero_net(source) || is_zero_net(query.destination)) return refused(EINVAL);
  const bool loopback = is_v4_loopback(source) || is_v4_loopback(query.destination);
  if (loopback && sysctls_.at(query.input, "route_localnet") == 0)
    return refused(EINVAL, "net.ipv4.conf." + query.input + ".route_localnet");
  return std::nullopt;
}

RouteDecision Routes::received(const RouteQuery& query) const {
  if (auto decision = entrance(query)) return *decision;
  const Family family = query.destination.family();
  const Fib::Found found = fib_.look_up(query, universe_scope, false);
  RouteDecision decision = decide(query, found);
  if (family == Family::v6 && decision.error != 0) return decision;
  const bool stays = decision.kind == Kind::local || decision.kind == Kind::broadcast;
  if (!stays && !sysctls_.forwards(family, query.input))
    return refused(EHOSTUNREACH, sysctls_.forwarding_name(family, query.input));
  if (decision.error != 0 || family == Family::v6) return decision;
  const std::string output = stays ? "" : decision.interface;
  RouteQuery packet = query;
  if (decision.kind == Kind::broadcast) packet.destination = IpAddress::any(family);
  const SourceCheck check = check_source(packet, output, fib_, addresses_, sysctls_);
  return check.error == 0 ? decision : refused(check.error, check.sysctl);
}

}  // namespace hopproof::model

#include "harness/model/route_table.hh"

#include <algorithm>
#include <cerrno>
#include <tuple>

namespace hopproof::model {
namespace {

/// Tables of one trie stand in its leaves with the higher number first (fib_find_alias).
auto rank(const TableRoute& route) {
  return std::tuple(-route.destination.prefix, ~route.table, route.metric);
}

}  // namespace

int TableRoute::error() const {
  switch (type) {
    case Type::blackhole:
      return EINVAL;
    case Type::unreachable:
      return EHOSTUNREACH;
    case Type::prohibit:
      return EACCES;
    default:
      return 0;
  }
}

void RouteTables::add(TableRoute route) {
  const auto place = std::ranges::upper_bound(routes_, rank(route), {}, rank);
  routes_.insert(place, std::move(route));
}

bool RouteTables::has_rival(const TableRoute& route) const {
  return std::ranges::any_of(routes_, [&](const TableRoute& other) {
    return other.destination == route.destination && rank(other) == rank(route);
  });
}

bool RouteTables::has(uint32_t table, const Cidr& destination) const {
  return std::ranges::any_of(routes_, [&](const TableRoute& route) {
    return route.table == table && route.destination == destination;
  });
}

const TableRoute* RouteTables::find(uint32_t table, const Search& search, bool merged) const {
  const bool v4 = search.destination.is_v4();
  const TableRoute* second_best = nullptr;
  for (const TableRoute& route : routes_) {
    if (second_best && rank(*second_best) != rank(route)) return second_best;
    const bool asked = route.table == table || (merged && route.table == local_table);
    if (!asked || !route.destination.contains(search.destination)) continue;
    if (v4 && route.scope < search.scope) continue;
    const bool fits = search.output.empty() || route.interface == search.output;
    if (fits || (v4 && route.error() != 0)) return &route;
    if (!v4 && !search.strict && !second_best) second_best = &route;
  }
  return second_best;
}

std::vector<const TableRoute*> RouteTables::best_of_each(const IpAddress& destination) const {
  std::vector<const TableRoute*> found;
  for (const TableRoute& route : routes_) {
    const bool known = std::ranges::any_of(
        found, [&](const TableRoute* better) { return better->table == route.table; });
    if (!known && route.destination.contains(destination)) found.push_back(&route);
  }
  return found;
}

}  // namespace hopproof::model

#include "harness/case/next_hop.hh"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr uint32_t main_table = 254;

struct Candidate {
  NextHop way;
  uint32_t metric = 0;
};

std::string link_to(const Node& node, const Route& route) {
  if (!route.dev.empty() || !route.via) return route.dev;
  for (const Interface& interface : node.interfaces) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (own.cidr.contains(*route.via)) return interface.name;
    }
  }
  return "";
}

void add_links(const Node& node, const IpAddress& destination, std::vector<Candidate>& candidates) {
  for (const Interface& interface : node.interfaces) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (!own.cidr.contains(destination)) continue;
      const auto item = fmt::format("{}.interfaces.{}.{}", node.name, interface.name, own.text);
      candidates.push_back({{false, interface.name, std::nullopt, own.cidr.prefix, item}, 0});
    }
  }
}

void add_routes(const Node& node, const IpAddress& destination,
                std::vector<Candidate>& candidates) {
  for (const RouteItem& item : node.routes) {
    const Route& route = item.route;
    if (route.table != main_table || route.family != destination.family() ||
        !route.destination.contains(destination))
      continue;
    NextHop way{route.type == Route::Type::local, link_to(node, route), route.via,
                route.destination.prefix, fmt::format("{}.routes.{}", node.name, item.name)};
    candidates.push_back({std::move(way), route.metric.value_or(0)});
  }
}

}  // namespace

std::optional<NextHop> next_hop(const Node& node, const IpAddress& destination) {
  if (node.owns(destination))
    return NextHop{true, "lo", std::nullopt, destination.max_prefix(), ""};
  std::vector<Candidate> candidates;
  add_links(node, destination, candidates);
  add_routes(node, destination, candidates);
  const auto best = std::ranges::min_element(candidates, {}, [](const Candidate& candidate) {
    return std::tuple(-candidate.way.prefix, candidate.metric);
  });
  if (best == candidates.end()) return std::nullopt;
  return best->way;
}

std::optional<IpAddress> source_for(const Node& node, const NextHop& way,
                                    const IpAddress& destination) {
  const Interface* interface = node.find_interface(way.interface);
  if (interface == nullptr) return std::nullopt;
  const IpAddress& neighbour = way.via ? *way.via : destination;
  std::optional<IpAddress> first;
  for (const InterfaceAddress& own : interface->addresses) {
    if (own.cidr.address.family() != destination.family()) continue;
    if (own.cidr.contains(neighbour)) return own.cidr.address;
    if (!first) first = own.cidr.address;
  }
  return first;
}

bool goes_through(const Case& deployment, const Node& from, const IpAddress& destination,
                  const Node& through) {
  constexpr int most_hops = 32;  // the configuration may go in circles
  const Node* here = &from;
  for (int hop = 0; here != nullptr && hop < most_hops; ++hop) {
    if (here == &through) return true;
    const auto way = next_hop(*here, destination);
    if (!way || way->local) return false;
    here = deployment.owner(way->via ? *way->via : destination);
  }
  return false;
}

std::string sysctl_of(const Node& node, std::string_view name, std::string_view otherwise) {
  const auto found = std::ranges::find(node.sysctls, name, &SysctlItem::name);
  return std::string(found == node.sysctls.end() ? otherwise : std::string_view(found->text));
}

bool is_on_at(const Node& node, const std::string& interface, std::string_view name,
              bool otherwise) {
  const std::string usual = otherwise ? "1" : "0";
  const auto value = [&](std::string_view set, const std::string& without) {
    return sysctl_of(node, fmt::format("net.ipv4.conf.{}.{}", set, name), without);
  };
  return value("all", usual) != "0" || value(interface, value("default", usual)) != "0";
}

}  // namespace hopproof

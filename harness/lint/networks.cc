#include "harness/lint/lint_service.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::lint {
namespace {

/// A subnet that some interface puts on a network.
struct Subnet {
  std::string network;
  Cidr cidr;
  std::string interface;  ///< NODE.INTERFACE
  Place place;
};

std::vector<Subnet> subnets_of(const Case& deployment) {
  std::vector<Subnet> subnets;
  for (const Node& node : deployment.nodes) {
    for (const Interface& interface : node.interfaces) {
      for (const InterfaceAddress& own : interface.addresses) {
        const bool is_host = own.cidr.prefix == own.cidr.address.max_prefix();
        if (interface.network.empty() || is_host || own.cidr.address.is_link_local()) continue;
        subnets.push_back(
            {interface.network, own.cidr, node.name + "." + interface.name, own.place});
      }
    }
  }
  return subnets;
}

}  // namespace

void lint_networks(const Case& deployment, Warnings& warnings) {
  const std::vector<Subnet> subnets = subnets_of(deployment);
  std::vector<std::string> said;
  for (const Subnet& later : subnets) {
    for (const Subnet& earlier : subnets) {
      if (&earlier == &later) break;
      if (earlier.network == later.network || !earlier.cidr.overlaps(later.cidr)) continue;
      const std::string pair =
          std::min(earlier.network, later.network) + " " + std::max(earlier.network, later.network);
      if (std::ranges::find(said, pair) != said.end()) continue;
      said.push_back(pair);
      warnings.push_back(
          {"overlapping-networks",
           fmt::format("{} on {} overlaps {} ({} on {}): a node on one of them takes "
                       "the nodes of the other for neighbours, and rules by network match both",
                       later.cidr.text(), later.network, earlier.cidr.text(), earlier.interface,
                       earlier.network),
           "give each network a range of its own", later.place});
    }
  }
}

}  // namespace hopproof::lint

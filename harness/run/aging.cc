#include "harness/run/aging.hh"

#include <algorithm>

namespace hopproof {
namespace {

bool may_track(const Node& node) {
  const auto tracks = [](const SysctlItem& item) {
    return item.name == "net.ipv4.vs.conntrack" && item.text != "0";
  };
  return !node.iptables.empty() || std::ranges::any_of(node.sysctls, tracks);
}

}  // namespace

bool only_ipvs_ages(const Case& deployment) {
  return std::ranges::none_of(deployment.nodes, may_track);
}

}  // namespace hopproof

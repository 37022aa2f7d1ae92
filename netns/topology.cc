#include "netns/topology.hh"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hopproof::netns {
namespace {

/// Above whatever devices a new namespace is born with. No number comes twice in a lab: where both
/// ends of a pair have the same one, the kernel takes up to a second to report their carrier
/// (linkwatch_urgent_event).
constexpr int first_index = 100;

const IpAddress* first_v4(const Interface& interface) {
  for (const InterfaceAddress& address : interface.addresses)
    if (address.cidr.address.is_v4()) return &address.cidr.address;
  return nullptr;
}

class MacChooser {
 public:
  MacAddress choose(const Plug& plug, size_t position) {
    const IpAddress* address = first_v4(*plug.interface);
    if (address != nullptr && used_.insert(mac_of(*address)).second) return mac_of(*address);
    return mac_of_place(plug.node_number, position);
  }

 private:
  std::set<MacAddress> used_;
};

std::vector<Plug> list_plugs(const Case& deployment) {
  std::vector<Plug> plugs;
  MacChooser macs;
  for (size_t n = 0; n < deployment.nodes.size(); ++n) {
    const Node& node = deployment.nodes[n];
    for (size_t i = 0; i < node.interfaces.size(); ++i) {
      const Interface& interface = node.interfaces[i];
      Plug plug;
      plug.node = &node;
      plug.node_number = n;
      plug.interface = &interface;
      plug.network = deployment.find_network(interface.network);
      plug.index = is_loopback(interface) ? 1 : first_index + int(plugs.size());
      if (!is_loopback(interface)) plug.mac = macs.choose(plug, i);
      plugs.push_back(std::move(plug));
    }
  }
  return plugs;
}

}  // namespace

Topology::Topology(const Case& deployment) : plugs(list_plugs(deployment)) {
  int next_index = first_index + int(plugs.size());
  int switches = 0, ports = 0;
  for (const Network& network : deployment.networks) {
    Segment segment;
    segment.network = &network;
    for (size_t i = 0; i < plugs.size(); ++i)
      if (plugs[i].network == &network) segment.plugs.push_back(i);
    if (segment.plugs.empty()) continue;
    if (segment.plugs.size() != 2) {
      has_switch = true;
      segment.bridge = fmt::format("switch{}", ++switches);
      segment.bridge_index = next_index++;
      for (const size_t i : segment.plugs) {
        plugs[i].port = fmt::format("port{}", ++ports);
        plugs[i].port_index = next_index++;
      }
    }
    segments.push_back(std::move(segment));
  }
  uses_ipv6 = std::ranges::any_of(plugs, [](const Plug& plug) {
    return std::ranges::any_of(plug.interface->addresses, [](const InterfaceAddress& address) {
      return !address.cidr.address.is_v4();
    });
  });
}

bool is_loopback(const Interface& interface) { return interface.name == "lo"; }

bool is_tunnel(const Interface& interface) {
  return interface.name == "tunl0" && interface.network.empty();
}

}  // namespace hopproof::netns

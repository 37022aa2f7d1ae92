#pragma once

#include "harness/base/mac.hh"
#include "harness/case/case.hh"

#include <string>
#include <vector>

namespace hopproof::netns {

/// An interface of a node, as it will be built. Points into the case.
struct Plug {
  const Node* node = nullptr;
  size_t node_number = 0;
  const Interface* interface = nullptr;
  const Network* network = nullptr;  ///< null: plugged in nowhere
  int index = 0;                     ///< its number in the node's namespace; lo is 1
  MacAddress mac{};
  std::string port;    ///< the switch's device opposite to it; "" on a pair
  int port_index = 0;  ///< its number in the namespace of the switches
};

/// A network: a pair of interfaces, or a switch.
struct Segment {
  const Network* network = nullptr;
  std::string bridge;  ///< "" when it is one veth pair
  int bridge_index = 0;
  std::vector<size_t> plugs;  ///< positions in Topology::plugs
};

/// What is plugged in where: pure, from the case alone.
struct Topology {
  explicit Topology(const Case& deployment);

  std::vector<Plug> plugs;        ///< every interface of every node, in the order of the case
  std::vector<Segment> segments;  ///< networks that anything is plugged into
  bool has_switch = false;
  bool uses_ipv6 = false;  ///< any IPv6 address at all
};

bool is_loopback(const Interface& interface);
bool is_tunnel(const Interface& interface);

}  // namespace hopproof::netns

#pragma once

#include "harness/case/case.hh"

#include <optional>
#include <string>
#include <vector>

namespace hopproof {

/// Where a node's configuration sends packets for an address.
struct NextHop {
  bool local = false;            ///< the address is the node's own
  std::string interface;         ///< "" where only the gateway is written and it is on no link
  std::optional<IpAddress> via;  ///< nullopt: the address itself is on the link
  int prefix = 0;                ///< of the route that decided
  std::string item;  ///< its path: "rs1.routes.gateway", "rs1.interfaces.lan.10.0.0.1/24"
};

/// The longest prefix of table main and the addresses, then the lowest metric; policy rules and
/// other tables are not considered, nor what commands of the case add. nullopt: no way there.
std::optional<NextHop> next_hop(const Node& node, const IpAddress& destination);

/// The address that a node sends from when it goes this way: the first of the interface that is in
/// the gateway's (or the destination's) network, else the first of its family.
std::optional<IpAddress> source_for(const Node& node, const NextHop& way,
                                    const IpAddress& destination);

/// True when what `from` sends to `destination` passes `through`, as the configuration of the
/// nodes on the way says.
bool goes_through(const Case& deployment, const Node& from, const IpAddress& destination,
                  const Node& through);

/// The value that a sysctl has in a node: as the case sets it, else `otherwise`.
std::string sysctl_of(const Node& node, std::string_view name, std::string_view otherwise);

/// True when a per-interface switch of net.ipv4.conf is on, `all` or the interface: the kernel ors
/// send_redirects and the like. `otherwise` is its default.
bool is_on_at(const Node& node, const std::string& interface, std::string_view name,
              bool otherwise);

}  // namespace hopproof

#pragma once

#include "harness/model/routes.hh"

#include <optional>
#include <string>
#include <vector>

namespace hopproof::model {

/// The nodes that have an address on one of their interfaces, in the order of the case: several
/// where a VIP is on directors and servers.
std::vector<const Node*> owners(const Case& deployment, const IpAddress& address);

/// The node and its interface that a neighbour finds.
struct Neighbour {
  const Node* node = nullptr;
  const Interface* interface = nullptr;  ///< where the frame comes in
};

/// Who answers when `from` asks for `address` at `interface` (arp_process with arp_ignore,
/// ndisc_recv_ns): a node on the same network that has it there, else of IPv4 one that has it
/// elsewhere. nullopt: nobody, or the interface is plugged in nowhere.
std::optional<Neighbour> neighbour_of(const Case& deployment, const Node& from,
                                      const std::string& interface, const IpAddress& address);

/// All that answer: those that have it there, then of IPv4 those that have it elsewhere. One that
/// has it on two interfaces of that network counts twice.
std::vector<Neighbour> neighbours_of(const Case& deployment, const Node& from,
                                     const std::string& interface, const IpAddress& address);

/// DIP: the first address of `director` that is none of `vips`, else its first, on the interface by
/// which it reaches `server`. nullopt: it has no way there.
std::optional<IpAddress> dip_of(const Node& director, const IpAddress& server,
                                const std::vector<IpAddress>& vips);

}  // namespace hopproof::model

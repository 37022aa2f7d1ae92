#pragma once

#include "harness/case/case.hh"
#include "netns/netlink/request_queue.hh"

#include <functional>
#include <string>

namespace hopproof::netns {

// Requests about addresses, routes and policy rules, put on a queue.

/// The number of an interface of this node by its name; throws HostError when it has none.
using InterfaceIndex = std::function<int(const std::string& name)>;

/// As `ip address add`; IPv6 without duplicate detection.
void add_address(netlink::RequestQueue& queue, int index, const Cidr& cidr, std::string attempt);

/// As `ip route add`.
void add_route(netlink::RequestQueue& queue, const Route& route, const InterfaceIndex& index_of,
               std::string attempt);

/// As `ip rule add`.
void add_policy_rule(netlink::RequestQueue& queue, const PolicyRule& rule, std::string attempt);

}  // namespace hopproof::netns

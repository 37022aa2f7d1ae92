#pragma once

#include "harness/case/case.hh"
#include "netns/rtnetlink.hh"

#include <functional>
#include <string>

namespace hopproof {

// Requests about addresses, routes and policy rules, queued on an RtNetlink.

/// The number of an interface of this node by its name; throws HostError when it has none.
using InterfaceIndex = std::function<int(const std::string& name)>;

/// As `ip address add`; IPv6 without duplicate detection.
void add_address(RtNetlink& netlink, int index, const Cidr& cidr, std::string attempt);

/// As `ip route add`.
void add_route(RtNetlink& netlink, const Route& route, const InterfaceIndex& index_of,
               std::string attempt);

/// As `ip rule add`.
void add_policy_rule(RtNetlink& netlink, const PolicyRule& rule, std::string attempt);

}  // namespace hopproof

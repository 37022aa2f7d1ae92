#pragma once

#include "netns/lab.hh"
#include "netns/topology.hh"

#include <string>

namespace hopproof::netns {

// What happens inside one node when a lab is built, in this order.

/// The case's sysctls that are not about one interface: before there is any, so that they
/// find what they would find at boot. net.ipv4.vs.* belong to the director.
void apply_general_sysctls(const LabNode& node);

/// Interfaces that are plugged in nowhere.
void add_unplugged_interfaces(const LabNode& node, const Topology& topology);

/// The case's sysctls about one interface, before it comes up.
void apply_interface_sysctls(const LabNode& node);

/// Interfaces up, then addresses, policy rules and routes.
void configure_node(const LabNode& node, const Topology& topology);

}  // namespace hopproof::netns

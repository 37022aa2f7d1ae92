#pragma once

#include "harness/verdict/lab_facts.hh"
#include "netns/namespace.hh"

#include <vector>

namespace hopproof::run {

/// The interfaces of a node with their addresses, as they are now; up: with a carrier.
std::vector<verdict::InterfaceFact> read_interfaces(const netns::Namespace& space);

/// Its ARP and neighbour-discovery table.
std::vector<verdict::NeighbourFact> read_neighbours(const netns::Namespace& space);

/// Its TCP and UDP server ports.
std::vector<verdict::ListenerFact> read_listeners(const netns::Namespace& space);

}  // namespace hopproof::run

#pragma once

#include "harness/verdict/lab_facts.hh"
#include "netns/namespace.hh"

#include <vector>

namespace hopproof {

/// The interfaces of a node with their addresses, as they are now; up: with a carrier.
std::vector<InterfaceFact> read_interfaces(const Namespace& space);

/// Its ARP and neighbour-discovery table.
std::vector<NeighbourFact> read_neighbours(const Namespace& space);

/// Its TCP and UDP server ports.
std::vector<ListenerFact> read_listeners(const Namespace& space);

}  // namespace hopproof

#include "harness/probe/neighbours.hh"

#include "netns/netlink/neighbours.hh"

#include <algorithm>

#include <linux/neighbour.h>

namespace hopproof {

Neighbours::Neighbours(const Namespace& space) : socket_(space, NETLINK_ROUTE) {}

bool Neighbours::resolving() {
  return std::ranges::any_of(netlink::list_neighbours(socket_),
                             [](const netlink::Neighbour& neighbour) {
                               return (neighbour.state & (NUD_INCOMPLETE | NUD_PROBE)) != 0;
                             });
}

}  // namespace hopproof

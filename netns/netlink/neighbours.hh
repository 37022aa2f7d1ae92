#pragma once

#include "netns/netlink/socket.hh"

#include <cstdint>
#include <optional>
#include <vector>

namespace hopproof::netlink {

/// An entry of the ARP and neighbour-discovery tables, as RTM_GETNEIGH shows it.
struct Neighbour {
  std::optional<IpAddress> address;
  int interface = 0;   ///< index
  uint16_t state = 0;  ///< NUD_*

  /// The address is being asked for, with packets waiting for the answer.
  bool resolving() const;
};

/// All entries of the namespace of a socket of NETLINK_ROUTE.
std::vector<Neighbour> list_neighbours(Socket& socket);

}  // namespace hopproof::netlink

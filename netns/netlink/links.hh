#pragma once

#include "harness/base/mac.hh"
#include "netns/netlink/socket.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hopproof::netlink {

/// A network interface as RTM_GETLINK shows it.
struct Link {
  int index = 0;
  std::string name;
  uint32_t flags = 0;       ///< IFF_*
  uint32_t mtu = 0;         ///< bytes
  uint8_t operational = 0;  ///< IF_OPER_*
  MacAddress mac{};
  std::optional<uint8_t> port_state;  ///< BR_STATE_*, where it is a port of a bridge
};

/// All interfaces of the namespace of a socket of NETLINK_ROUTE, by their index.
std::vector<Link> list_links(Socket& socket);

/// One of them; nullopt when there is none of that index.
std::optional<Link> find_link(Socket& socket, int index);

}  // namespace hopproof::netlink

#pragma once

#include "netns/netlink/socket.hh"

#include <cstdint>
#include <optional>
#include <vector>

namespace hopproof::netlink {

/// Where a packet would go, as `ip route get` asks.
struct RouteQuery {
  IpAddress destination;
  std::optional<IpAddress> source;
  int input = 0;   ///< index of the interface that it comes in at; 0: it is sent from here
  int output = 0;  ///< index of the interface that its socket is bound to; 0: none
  uint32_t mark = 0;
};

/// A route as RTM_GETROUTE shows it: the result of a lookup, or an entry of a table.
struct RouteReply {
  int error = 0;        ///< errno that the lookup was refused with; then nothing else is set
  uint8_t type = 0;     ///< RTN_*
  uint8_t prefix = 0;   ///< length of the destination's
  uint8_t table = 0;    ///< RT_TABLE_*; RT_TABLE_COMPAT: one above 255
  uint32_t flags = 0;   ///< RTM_F_*, RTNH_F_*, RTCF_*
  int output = 0;       ///< index of the interface that it leaves by
  uint32_t metric = 0;  ///< its priority
  uint32_t mtu = 0;     ///< bytes; 0: the interface's
  std::optional<IpAddress> gateway;
  std::optional<IpAddress> source;  ///< the preferred one
};

/// The kernel's answer on a socket of NETLINK_ROUTE.
RouteReply look_up_route(Socket& socket, const RouteQuery& query);

/// The entries of all tables of both families.
std::vector<RouteReply> list_routes(Socket& socket);

}  // namespace hopproof::netlink

#pragma once

#include "engine/core/surroundings.hh"
#include "engine/netfilter/netlink_socket.hh"

#include <optional>

namespace hopproof::netfilter {

/// The namespace's routing, asked over rtnetlink.
class RouteTable {
 public:
  RouteTable();

  /// The route to an address, as the kernel looks it up now without a mark or a source.
  core::Route route_to(const IpAddress& address);
  /// The MTU of the device on the way there, in bytes; nullopt when there is no way.
  std::optional<uint32_t> device_mtu(const IpAddress& address);

  int fd() const { return events_.fd(); }
  /// Without waiting: true when links, addresses, routes or rules have changed since the last call.
  bool changed();

 private:
  struct Answer;
  Answer look_up(const IpAddress& address);
  uint32_t link_mtu(int index);

  NetlinkSocket events_;
  NetlinkSocket questions_;
};

}  // namespace hopproof::netfilter

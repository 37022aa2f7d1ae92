#pragma once

#include "engine/core/surroundings.hh"
#include "netns/netlink/socket.hh"

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

  /// A policy rule chooses by source address or incoming interface: what is sent from here may go
  /// another way than what is forwarded.
  bool tells_sources_apart(Family family) const { return sourced_[static_cast<size_t>(family)]; }

  int fd() const { return events_.fd(); }
  /// Without waiting: true when links, addresses, routes or rules have changed since the last call.
  bool changed();

 private:
  uint32_t link_mtu(int index);
  bool has_sourced_rule(Family family);
  void read_rules();

  netlink::Socket events_;
  netlink::Socket questions_;
  bool sourced_[2] = {false, false};
};

}  // namespace hopproof::netfilter

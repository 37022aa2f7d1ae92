#pragma once

#include "engine/netfilter/first_destination_map.hh"
#include "engine/netfilter/nft/address_sets.hh"
#include "engine/netfilter/nft/tracking_rules.hh"
#include "netns/netlink/socket.hh"

#include <map>

namespace hopproof::netfilter {

/// The engine's own nft tables, `ip hopproof` and `ip6 hopproof`. They belong to this socket:
/// nobody else can change or flush them, and the kernel removes them when it closes.
class NftTable {
 public:
  NftTable();

  /// Makes it so; false: it was so already.
  bool set_tracking(Family family, const Tracking& tracking);
  /// Adds what is not there yet. Addresses stay: connections outlive their services.
  void add(const Addresses& addresses);
  bool has_vip(const IpAddress& address) const { return known_.vips.contains(address); }

  /// Where a client's request went before a DNAT of the user brought it here.
  std::optional<Endpoint> first_destination(uint8_t protocol, const Endpoint& client) {
    return netfilter::first_destination(socket_, protocol, client);
  }

  /// Only what comes through it may change the tables.
  netlink::Socket& owner() { return socket_; }

 private:
  netlink::Socket socket_;
  Addresses known_;
  std::map<Family, Tracking> tracking_;
};

}  // namespace hopproof::netfilter

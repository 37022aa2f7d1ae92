#pragma once

#include "harness/base/address.hh"
#include "netns/netlink/socket.hh"

#include <chrono>
#include <cstdint>

namespace hopproof::netfilter {

/// The client side of a connection: what goes between the client and the virtual service.
struct ClientTuple {
  uint8_t protocol = 0;  ///< IPPROTO_TCP or IPPROTO_UDP
  Endpoint client;
  Endpoint virtual_service;
  Endpoint
      first_destination;  ///< another one than virtual_service: a DNAT of the user is in between
};

/// Conntrack entries for the client side of connections. The engine takes requests off before
/// conntrack confirms them, so without these INPUT would call every request of a connection NEW.
class ConntrackEntries {
 public:
  /// Adds an entry that has seen a reply. The window of TCP is not checked: the kernel will see
  /// requests only.
  void add(const ClientTuple& tuple, std::chrono::seconds timeout);
  void remove(const ClientTuple& tuple);

 private:
  netlink::Socket socket_{NETLINK_NETFILTER};
};

}  // namespace hopproof::netfilter

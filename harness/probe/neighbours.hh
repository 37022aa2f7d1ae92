#pragma once

#include "netns/netlink/socket.hh"

namespace hopproof {

/// The ARP and neighbour-discovery tables of one namespace.
class Neighbours {
 public:
  explicit Neighbours(const Namespace& space);
  /// Is some address being asked for, with packets waiting for the answer?
  bool resolving();

 private:
  netlink::Socket socket_;
};

}  // namespace hopproof

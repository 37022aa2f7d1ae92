#pragma once

#include "harness/base/address.hh"
#include "netns/netlink/socket.hh"

#include <compare>
#include <cstdint>
#include <set>
#include <vector>

namespace hopproof::probe {

/// A TCP socket as sock_diag(7) shows it.
struct TcpSocket {
  uint64_t cookie = 0;          ///< its own for good, as long as the kernel runs
  uint8_t state = 0;            ///< TCP_ESTABLISHED, TCP_SYN_SENT, ... of netinet/tcp.h
  bool resend_pending = false;  ///< waits to resend, or to probe a closed window
  int resends = 0;              ///< of what is unacknowledged now
  uint32_t unacknowledged = 0;  ///< bytes
  Endpoint local, remote;

  /// Nothing is on its way and no handshake is under way: open and acknowledged.
  bool settled() const;
};

/// What can be connected to, or sent a datagram.
struct ListeningPort {
  uint8_t protocol = 6;
  Endpoint local;
  auto operator<=>(const ListeningPort&) const = default;
};

/// The sockets of one namespace.
class SocketTable {
 public:
  explicit SocketTable(const netns::Namespace& space);
  /// All TCP sockets but those that listen, are closed, or wait in TIME_WAIT.
  std::vector<TcpSocket> tcp();
  std::set<ListeningPort> listening();

 private:
  netlink::Socket socket_;
};

}  // namespace hopproof::probe

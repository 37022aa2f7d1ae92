#pragma once

#include "netns/namespace.hh"
#include "netns/netlink_message.hh"

#include <functional>
#include <memory>
#include <span>

#include <libmnl/libmnl.h>

namespace hopproof {

/// A netlink socket that belongs to a namespace, whichever thread uses it. The kernel's own words
/// (NETLINK_EXT_ACK) come with its errors.
class NetlinkSocket {
 public:
  /// `bus` is NETLINK_ROUTE, NETLINK_SOCK_DIAG, ...; `groups` a mask of the old multicast groups.
  NetlinkSocket(const Namespace& space, int bus, unsigned groups = 0);

  int fd() const { return mnl_socket_get_fd(socket_.get()); }
  void send(std::span<const char> bytes, std::string_view attempt);

  /// Waits for the next datagram and calls `each` for its messages; false when `each` said stop.
  /// `each` must not receive itself: the messages are in one buffer of the thread.
  using Visitor = std::function<bool(const nlmsghdr&)>;
  bool receive(const Visitor& each, std::string_view attempt);

  /// Sends a request with NLM_F_ACK and visits what comes before its acknowledgement. 0, or the
  /// errno that it was refused with.
  int ask(NetlinkMessage& request, const std::function<void(const nlmsghdr&)>& each,
          std::string_view attempt);

  /// Sends a request with NLM_F_DUMP and visits every answer.
  void dump(NetlinkMessage& request, const std::function<void(const nlmsghdr&)>& each,
            std::string_view attempt);

 private:
  struct Closer {
    void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
  };
  std::unique_ptr<mnl_socket, Closer> socket_;
  uint32_t sequence_ = 0;
};

/// The error of an NLMSG_ERROR answer: a positive errno, 0 for an acknowledgement.
int error_of(const nlmsghdr& answer);

/// The kernel's explanation that came with it, or "".
std::string explanation_of(const nlmsghdr& answer);

}  // namespace hopproof

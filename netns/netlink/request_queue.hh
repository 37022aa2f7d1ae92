#pragma once

#include "netns/netlink/socket.hh"

#include <deque>
#include <string>

namespace hopproof::netlink {

/// Requests to rtnetlink in one namespace. They are queued, go out in one send, and are answered
/// together: dozens of routes cost one system call.
class RequestQueue {
 public:
  explicit RequestQueue(const netns::Namespace& space) : socket_(space, NETLINK_ROUTE) {}

  /// Queues a request. `attempt` is what an error says it was: "add route rs1.routes.gateway
  /// (...)".
  Message& add(uint16_t type, uint16_t flags, std::string attempt);

  /// Sends what is queued and waits for the answers. Throws SystemError for the first request that
  /// failed, with the kernel's explanation; later ones were tried all the same.
  void commit();

  /// The request queued last is not a failure if the kernel refuses it with this errno.
  void forgive(int error_number) { queue_.back().forgiven = error_number; }

 private:
  struct Request {
    Message message;
    std::string attempt;
    int forgiven = 0;
  };
  void send_some(size_t count);

  Socket socket_;
  std::deque<Request> queue_;  // a deque: add() hands out references
};

}  // namespace hopproof::netlink

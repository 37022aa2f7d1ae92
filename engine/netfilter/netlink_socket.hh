#pragma once

#include "harness/base/fd.hh"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

struct nlmsghdr;

namespace hopproof::netfilter {

/// A netlink socket of the calling thread's network namespace. Answers are read synchronously: the
/// kernel has put them into the socket before sendmsg() returns.
class NetlinkSocket {
 public:
  /// `protocol` is NETLINK_NETFILTER or NETLINK_ROUTE; `groups` the bit mask of multicast groups.
  explicit NetlinkSocket(int protocol, uint32_t groups = 0);

  int fd() const { return fd_.get(); }

  /// Sends messages and forgets them: what the kernel answers is dropped unread before the next
  /// send.
  void tell(std::span<const uint8_t> messages);

  /// Sends messages of which the last asks for an acknowledgement, and waits for it. Throws
  /// SystemError(attempt) for the first error that comes back.
  void transact(std::span<const uint8_t> messages, std::string_view attempt);

  using Handler = std::function<void(const nlmsghdr&)>;
  /// Sends one request and gives every data message of its answer to the handler, up to the end of
  /// the dump, or the only one. Returns the errno that came back instead, 0 when none did.
  int ask(std::span<const uint8_t> request, const Handler& handler);

  /// Reads without waiting; returns how many messages there were. Messages lost (ENOBUFS) are
  /// reported to the handler as one message of type NLMSG_OVERRUN.
  int drain(const Handler& handler);

 private:
  void send(std::span<const uint8_t> messages);
  void discard_answers();
  std::span<const uint8_t> receive(int flags);

  Fd fd_;
  std::vector<uint8_t> buffer_;
};

}  // namespace hopproof::netfilter

#pragma once

#include "netns/namespace.hh"
#include "netns/netlink/answers.hh"
#include "netns/netlink/message.hh"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace hopproof::netlink {

using Visitor = std::function<void(const nlmsghdr&)>;

/// A netlink socket. It belongs for good to the network namespace in which it was opened, whichever
/// thread uses it. The only place where requests are sent and their answers read.
class Socket {
 public:
  /// Of the calling thread's namespace. `bus` is NETLINK_ROUTE, NETLINK_NETFILTER, ...; `groups`
  /// are multicast groups of it (RTNLGRP_*, NFNLGRP_*, up to 32) whose news drain() shows.
  explicit Socket(int bus, std::initializer_list<int> groups = {});
  Socket(const netns::Namespace& space, int bus, std::initializer_list<int> groups = {});

  int fd() const { return mnl_socket_get_fd(socket_.get()); }

  /// Sends messages as one datagram and waits until all of them that ask for an answer have it (see
  /// Answers); then `each` sees every message of content. A dump that something changed while it
  /// was made is made again: what `each` sees belongs together. Returns what was refused, in the
  /// order of the answers. Throws SystemError(attempt) when it cannot be sent or answers are lost.
  std::vector<Refusal> exchange(Message& messages, std::string_view attempt,
                                const Visitor& each = nullptr);

  /// The same for what may be refused: 0, or the errno of the first refusal.
  int try_request(Message& messages, std::string_view attempt, const Visitor& each = nullptr);

  /// The same for what may not: throws a SystemError of the attempt, the kernel's own words and the
  /// errno for the first refusal.
  void request(Message& messages, std::string_view attempt, const Visitor& each = nullptr);

  /// Sends messages as one datagram and waits for nothing. What the kernel refuses, it answers with
  /// a message of type NLMSG_ERROR, which whoever reads from fd() must expect.
  void send(std::span<const uint8_t> messages);

  /// Reads what is there without waiting: news of the groups. Returns the number of messages.
  /// For messages that were lost (ENOBUFS) `each` sees one message of type NLMSG_OVERRUN.
  /// Throws SystemError when it cannot be read.
  size_t drain(const Visitor& each = nullptr);

 private:
  Socket(const netns::EnterScope& in, int bus, std::initializer_list<int> groups);
  void set_option(int option);
  std::span<const uint8_t> receive(size_t at, int flags);
  std::span<const uint8_t> receive_all(Answers& answers, std::string_view attempt);

  struct Closer {
    void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
  };
  std::unique_ptr<mnl_socket, Closer> socket_;
  uint32_t next_sequence_ = 1;
  void make_room(size_t used, size_t wanted);

  std::unique_ptr<uint8_t[]> buffer_;  ///< not zeroed: most of it is never touched
  size_t room_ = 0;                    ///< bytes of it
};

}  // namespace hopproof::netlink

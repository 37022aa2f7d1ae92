#include "netns/netlink/socket.hh"

#include "harness/base/error.hh"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

namespace hopproof::netlink {
namespace {

/// The kernel puts no more into a datagram of a dump (netlink_recvmsg), and less into others.
constexpr size_t longest_datagram = size_t{32} * 1024;

/// A dump that is interrupted so often will never be whole.
constexpr int most_dumps = 100;

unsigned mask_of(std::initializer_list<int> groups) {
  unsigned mask = 0;
  for (const int group : groups) mask |= 1u << (group - 1);
  return mask;
}

}  // namespace

Socket::Socket(int bus, std::initializer_list<int> groups)
    : socket_(mnl_socket_open2(bus, SOCK_CLOEXEC)) {
  if (!socket_) throw_errno("open a netlink socket");
  set_option(NETLINK_EXT_ACK);
  set_option(NETLINK_CAP_ACK);
  check("bind a netlink socket",
        mnl_socket_bind(socket_.get(), mask_of(groups), MNL_SOCKET_AUTOPID));
}

Socket::Socket(const netns::EnterScope&, int bus, std::initializer_list<int> groups)
    : Socket(bus, groups) {}

Socket::Socket(const netns::Namespace& space, int bus, std::initializer_list<int> groups)
    : Socket(netns::EnterScope(space), bus, groups) {}

/// Kernels that lack these options only explain less.
void Socket::set_option(int option) {
  int on = 1;
  mnl_socket_setsockopt(socket_.get(), option, &on, sizeof on);
}

std::vector<Refusal> Socket::exchange(Message& messages, std::string_view attempt,
                                      const Visitor& each) {
  for (int i = 0; i < most_dumps; ++i) {
    Answers answers(messages, next_sequence_);
    next_sequence_ = answers.next_sequence();
    const auto bytes = messages.bytes();
    check_long(attempt, mnl_socket_sendto(socket_.get(), bytes.data(), bytes.size()));
    const auto received = receive_all(answers, attempt);
    if (answers.interrupted()) continue;
    for_each_message(received, [&](const nlmsghdr& message) {
      if (each && answers.has_content(message)) each(message);
    });
    return answers.refusals();
  }
  throw SystemError(attempt, EINTR);
}

std::span<const uint8_t> Socket::receive_all(Answers& answers, std::string_view attempt) {
  size_t used = 0;
  while (!answers.complete()) {
    const auto datagram = receive(used, 0);
    if (datagram.empty()) throw_errno(attempt);
    answers.take(datagram);
    used += MNL_ALIGN(datagram.size());
  }
  return {buffer_.get(), used};
}

/// Into the buffer from `at` on; empty, with errno, when there is nothing.
std::span<const uint8_t> Socket::receive(size_t at, int flags) {
  make_room(at, at + longest_datagram);
  uint8_t* start = buffer_.get() + at;
  ssize_t size = -1;
  do {
    size = ::recv(fd(), start, longest_datagram, flags | MSG_TRUNC);
  } while (size < 0 && errno == EINTR);
  if (size > ssize_t(longest_datagram)) errno = EMSGSIZE;
  if (size < 0 || size > ssize_t(longest_datagram)) return {};
  return {start, size_t(size)};
}

void Socket::make_room(size_t used, size_t wanted) {
  if (wanted <= room_) return;
  room_ = std::max(wanted, 2 * room_);
  auto larger = std::make_unique_for_overwrite<uint8_t[]>(room_);
  std::copy_n(buffer_.get(), used, larger.get());
  buffer_ = std::move(larger);
}

int Socket::try_request(Message& messages, std::string_view attempt, const Visitor& each) {
  const auto refusals = exchange(messages, attempt, each);
  return refusals.empty() ? 0 : refusals.front().error;
}

void Socket::request(Message& messages, std::string_view attempt, const Visitor& each) {
  const auto refusals = exchange(messages, attempt, each);
  if (!refusals.empty()) throw refusals.front().as_error(attempt);
}

void Socket::send(std::span<const uint8_t> messages) {
  (void)mnl_socket_sendto(socket_.get(), messages.data(), messages.size());
}

size_t Socket::drain(const Visitor& each) {
  size_t count = 0;
  const auto show = [&](const nlmsghdr& message) {
    ++count;
    if (each) each(message);
  };
  while (true) {
    const auto datagram = receive(0, MSG_DONTWAIT);
    if (!datagram.empty())
      for_each_message(datagram, show);
    else if (errno == ENOBUFS)
      show({sizeof(nlmsghdr), NLMSG_OVERRUN, 0, 0, 0});
    else if (errno == EAGAIN)
      return count;
    else
      throw_errno("read news from netlink");
  }
}

}  // namespace hopproof::netlink

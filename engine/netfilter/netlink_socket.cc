#include "engine/netfilter/netlink_socket.hh"

#include "harness/base/error.hh"

#include <cerrno>

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <sys/socket.h>

namespace hopproof::netfilter {
namespace {

constexpr size_t buffer_size = 1 << 16;  // a dump answers in datagrams of at most 32 KiB

/// Calls `each` for every whole message; stops when it returns false.
template <typename Each>
bool for_each_message(std::span<const uint8_t> bytes, Each each) {
  int left = int(bytes.size());
  const auto* message = reinterpret_cast<const nlmsghdr*>(bytes.data());
  while (mnl_nlmsg_ok(message, left)) {
    if (!each(*message)) return false;
    message = mnl_nlmsg_next(message, &left);
  }
  return true;
}

/// The errno in an NLMSG_ERROR; 0 is an acknowledgement.
int error_of(const nlmsghdr& message) {
  if (mnl_nlmsg_get_payload_len(&message) < sizeof(nlmsgerr)) return EBADMSG;
  return -static_cast<const nlmsgerr*>(mnl_nlmsg_get_payload(&message))->error;
}

}  // namespace

NetlinkSocket::NetlinkSocket(int protocol, uint32_t groups)
    : fd_(check("open a netlink socket", ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol))),
      buffer_(buffer_size) {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  check("bind a netlink socket",
        ::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

void NetlinkSocket::send(std::span<const uint8_t> messages) {
  discard_answers();
  check_long("send to netlink", ::send(fd_.get(), messages.data(), messages.size(), 0));
}

void NetlinkSocket::discard_answers() {
  while (::recv(fd_.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT) > 0) {
  }
}

void NetlinkSocket::tell(std::span<const uint8_t> messages) {
  discard_answers();
  // Lost or refused: what depends on it does not exist any more, or exists already.
  (void)!::send(fd_.get(), messages.data(), messages.size(), 0);
}

std::span<const uint8_t> NetlinkSocket::receive(int flags) {
  const auto length = ::recv(fd_.get(), buffer_.data(), buffer_.size(), flags);
  if (length < 0) return {};
  return {buffer_.data(), size_t(length)};
}

void NetlinkSocket::transact(std::span<const uint8_t> messages, std::string_view attempt) {
  send(messages);
  int error = 0;
  const auto look = [&](const nlmsghdr& message) {
    if (message.nlmsg_type == NLMSG_ERROR) error = error_of(message);
    return message.nlmsg_type != NLMSG_ERROR;
  };
  for (bool open = true; open;) {
    const auto bytes = receive(0);
    if (bytes.empty()) throw_errno(attempt);
    open = for_each_message(bytes, look);
  }
  if (error != 0) throw SystemError(attempt, error);
}

int NetlinkSocket::ask(std::span<const uint8_t> request, const Handler& handler) {
  send(request);
  int error = 0;
  const auto look = [&](const nlmsghdr& message) {
    if (message.nlmsg_type == NLMSG_DONE) return false;
    if (message.nlmsg_type == NLMSG_ERROR) return error = error_of(message), false;
    handler(message);
    return (message.nlmsg_flags & NLM_F_MULTI) != 0;
  };
  for (bool open = true; open;) {
    const auto bytes = receive(0);
    if (bytes.empty()) return errno;
    open = for_each_message(bytes, look);
  }
  return error;
}

int NetlinkSocket::drain(const Handler& handler) {
  int count = 0;
  const auto tell_one = [&](const nlmsghdr& message) { return handler(message), ++count, true; };
  while (true) {
    const auto bytes = receive(MSG_DONTWAIT);
    if (bytes.empty() && errno == ENOBUFS) {
      tell_one(nlmsghdr{sizeof(nlmsghdr), NLMSG_OVERRUN, 0, 0, 0});
      continue;
    }
    if (bytes.empty()) return count;
    for_each_message(bytes, tell_one);
  }
}

}  // namespace hopproof::netfilter

#include "harness/probe/udp_server.hh"

#include "harness/base/error.hh"
#include "harness/probe/greeting.hh"
#include "harness/probe/request.hh"
#include "harness/probe/socket.hh"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::probe {
namespace {

constexpr uint64_t longest_datagram = 65507;
constexpr int requests_per_turn = 64;

void ask_for_destination(const Fd& socket, Family family) {
  if (family == Family::v4) {
    set_option(socket, IPPROTO_IP, IP_PKTINFO, 1, "IP_PKTINFO");
  } else {
    set_option(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO");
  }
}

/// Turns the "came to" of a request into the "leave from" of its answer: the address stays as it
/// is; the interface is left to the routing, as it is for TCP, except that a link-local address
/// means nothing without one.
void reverse_destination(msghdr& message) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
      in_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(c), sizeof info);
      info.ipi_ifindex = 0;
      std::memcpy(CMSG_DATA(c), &info, sizeof info);
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(c), sizeof info);
      if (!IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr)) info.ipi6_ifindex = 0;
      std::memcpy(CMSG_DATA(c), &info, sizeof info);
    }
  }
}

std::string datagram(const std::string& name, const Endpoint& peer, std::string_view request) {
  std::string text = greeting(name, peer) + '\n';
  const uint64_t room = longest_datagram - text.size();
  return text + filler(0, size_t(std::min(asked_by_line(request), room)));
}

}  // namespace

UdpServer::UdpServer(EventLoop& loop, const netns::Namespace& space, std::string name, Serve serve,
                     Family family)
    : name_(std::move(name)), socket_(open_socket(space, domain_of(family), SOCK_DGRAM)) {
  if (family == Family::v6) set_option(socket_, IPPROTO_IPV6, IPV6_V6ONLY, 1, "IPV6_V6ONLY");
  if (!serve.naive) ask_for_destination(socket_, family);
  if (const int error =
          bind_socket(socket_, {serve.address.value_or(IpAddress::any(family)), serve.port});
      error != 0) {
    throw SystemError(fmt::format("listen on {} port {}", name_, serve.port), error);
  }
  watch_ = loop.watch(socket_.get(), POLLIN, [this](short) {
    for (int i = 0; i < requests_per_turn && answer_one(); ++i) {
    }
  });
}

// An answer that cannot be sent (no route back, a filter) is lost: that is the deployment's affair.
bool UdpServer::answer_one() {
  std::array<char, 64> beginning;  // the digits are there; the padding is not needed
  alignas(cmsghdr) std::array<char, 256> control;
  sockaddr_storage address{};
  iovec text{beginning.data(), beginning.size()};
  msghdr message{&address, sizeof address, &text, 1, control.data(), control.size(), 0};
  const ssize_t got = ::recvmsg(socket_.get(), &message, 0);
  if (got < 0) return false;
  const std::string_view request(beginning.data(), size_t(got));
  std::string answer = datagram(name_, Endpoint::from(address), request);
  text = {answer.data(), answer.size()};
  message.msg_flags = 0;
  reverse_destination(message);
  ::sendmsg(socket_.get(), &message, 0);
  return true;
}

}  // namespace hopproof::probe

#include "harness/probe/socket.hh"

#include "harness/base/error.hh"

#include <array>
#include <cerrno>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>

namespace hopproof::probe {

int domain_of(Family family) { return family == Family::v4 ? AF_INET : AF_INET6; }

uint8_t icmp_of(Family family) {
  return uint8_t(family == Family::v4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6});
}

Fd open_socket(const netns::Namespace& space, int domain, int type, int protocol) {
  const netns::EnterScope in(space);
  return Fd(
      check("open a socket", ::socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol)));
}

Fd open_sctp_socket(const netns::Namespace& space, int domain) {
  struct SackInfo {  // sctp_sack_info of linux/sctp.h, which needs no package here
    uint32_t association = 0, delay = 0, frequency = 1;
  };
  constexpr int nodelay = 3, delayed_sack = 16;  // SCTP_NODELAY, SCTP_DELAYED_SACK
  const netns::EnterScope in(space);
  Fd socket(::socket(domain, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_SCTP));
  if (!socket && (errno == EPROTONOSUPPORT || errno == ESOCKTNOSUPPORT))
    throw MissingCapability(
        "this kernel has no SCTP (module sctp); --director ipvs plays the case in a virtual machine, "
        "which has it");
  if (!socket) throw_errno("open an SCTP socket");
  const SackInfo at_once;
  set_option(socket, IPPROTO_SCTP, nodelay, 1, "SCTP_NODELAY");
  check("set SCTP_DELAYED_SACK",
        ::setsockopt(socket.get(), IPPROTO_SCTP, delayed_sack, &at_once, sizeof at_once));
  return socket;
}

void set_option(const Fd& socket, int level, int name, int value, std::string_view what) {
  check("set " + std::string(what), ::setsockopt(socket.get(), level, name, &value, sizeof value));
}

void report_icmp_errors(const Fd& socket, Family family) {
  if (family == Family::v4) {
    set_option(socket, IPPROTO_IP, IP_RECVERR, 1, "IP_RECVERR");
  } else {
    set_option(socket, IPPROTO_IPV6, IPV6_RECVERR, 1, "IPV6_RECVERR");
  }
}

int bind_socket(const Fd& socket, const Endpoint& local) {
  sockaddr_storage address;
  const socklen_t length = local.to_sockaddr(address);
  return ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), length) == 0 ? 0 : errno;
}

int connect_socket(const Fd& socket, const Endpoint& remote) {
  sockaddr_storage address;
  const socklen_t length = remote.to_sockaddr(address);
  const int rc = ::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), length);
  return rc == 0 || errno == EINPROGRESS ? 0 : errno;
}

Endpoint local_endpoint(const Fd& socket) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  const int rc = ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &length);
  return rc == 0 ? Endpoint::from(address) : Endpoint{};
}

int take_error(const Fd& socket) {
  int error = 0;
  socklen_t length = sizeof error;
  const int rc = ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
  return rc == 0 ? error : errno;
}

void drain_error_queue(const Fd& socket) {
  std::array<char, 256> room{};
  while (::recv(socket.get(), room.data(), room.size(), MSG_ERRQUEUE) >= 0) {
  }
}

Outcome outcome_of_error(int error_number) {
  switch (error_number) {
    case ECONNREFUSED:
      return {Outcome::Kind::refused};
    case ECONNRESET:
    case EPIPE:
      return {Outcome::Kind::reset};
    case ETIMEDOUT:
      return {Outcome::Kind::timeout};
    default:
      return {Outcome::Kind::unreachable, error_number};
  }
}

}  // namespace hopproof::probe

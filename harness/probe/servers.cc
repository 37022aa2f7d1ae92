#include "harness/probe/servers.hh"

#include "harness/probe/socket.hh"

#include <cerrno>

#include <sys/socket.h>

namespace hopproof::probe {

namespace {

/// A kernel without IPv6 has no IPv6 addresses to serve.
bool has(Family family) {
  return Fd(::socket(domain_of(family), SOCK_DGRAM | SOCK_CLOEXEC, 0)) || errno != EAFNOSUPPORT;
}

}  // namespace

Servers::Servers(EventLoop& loop, const netns::Namespace& space, const std::string& name,
                 const std::vector<Serve>& serves) {
  for (const Serve& serve : serves) {
    for (const Family family : {Family::v4, Family::v6}) {
      if (!has(family) || (serve.address && serve.address->family() != family)) continue;
      if (serve.protocol == Serve::Protocol::udp) {
        udp_.push_back(std::make_unique<UdpServer>(loop, space, name, serve, family));
      } else {
        tcp_.push_back(std::make_unique<TcpServer>(loop, space, name, serve, family));
      }
    }
  }
}

}  // namespace hopproof::probe

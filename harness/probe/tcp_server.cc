#include "harness/probe/tcp_server.hh"

#include "harness/base/error.hh"
#include "harness/probe/socket.hh"

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::probe {
namespace {

constexpr size_t most_connections = 4096;
constexpr int backlog_length = 1024;

}  // namespace

TcpServer::TcpServer(EventLoop& loop, const netns::Namespace& space, std::string name, Serve serve,
                     Family family)
    : loop_(loop),
      name_(std::move(name)),
      serve_(serve),
      listener_(serve.protocol == Serve::Protocol::sctp
                    ? open_sctp_socket(space, domain_of(family))
                    : open_socket(space, domain_of(family), SOCK_STREAM)) {
  const std::string attempt = fmt::format("listen on {} port {}", name_, serve.port);
  set_option(listener_, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
  if (family == Family::v6) set_option(listener_, IPPROTO_IPV6, IPV6_V6ONLY, 1, "IPV6_V6ONLY");
  if (const int error =
          bind_socket(listener_, {serve.address.value_or(IpAddress::any(family)), serve.port});
      error != 0) {
    throw SystemError(attempt, error);
  }
  check(attempt, ::listen(listener_.get(), backlog_length));
  watch_ = loop_.watch(listener_.get(), POLLIN, [this](short) { accept_all(); });
}

void TcpServer::accept_all() {
  while (connections_.size() < most_connections) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    Fd socket(::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length,
                        SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) return;
    add(std::move(socket), Endpoint::from(address));
  }
  watch_.events(0);  // the others wait in the backlog until a connection ends
}

void TcpServer::add(Fd socket, const Endpoint& peer) {
  const uint64_t id = next_id_++;
  const int fd = socket.get();
  TcpSession session(std::move(socket), serve_.transport(),
                     RequestReader::make(serve_.protocol, name_, peer));
  auto watch = loop_.watch(fd, POLLIN, [this, id](short ready) { serve(id, ready); });
  connections_.emplace(id, Connection{std::move(session), std::move(watch)});
}

void TcpServer::serve(uint64_t id, short ready) {
  Connection& connection = connections_.at(id);
  if (connection.session.serve(ready)) {
    connection.watch.events(connection.session.events());
    return;
  }
  connections_.erase(id);
  watch_.events(POLLIN);
}

}  // namespace hopproof::probe

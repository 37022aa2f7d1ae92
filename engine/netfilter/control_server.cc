#include "engine/netfilter/control_server.hh"

#include "engine/netfilter/control_name.hh"
#include "harness/base/error.hh"

#include <array>
#include <cerrno>
#include <iterator>

#include <poll.h>
#include <sys/socket.h>

namespace hopproof::netfilter {
namespace {

constexpr int backlog = 16;
constexpr size_t request_limit = size_t{64} * 1024;

}  // namespace

ControlServer::ControlServer(EventLoop& loop, Handler handler)
    : loop_(loop), handler_(std::move(handler)) {}

void ControlServer::listen(std::string_view name) {
  const ControlName address(name);
  listener_ = Fd(check("open the control socket",
                       ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)));
  check("bind the control socket", ::bind(listener_.get(), address.data(), address.size()));
  check("listen on the control socket", ::listen(listener_.get(), backlog));
  listener_watch_ = loop_.watch(listener_.get(), POLLIN, [this](short) { accept_client(); });
}

void ControlServer::accept_client() {
  Fd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (socket) serve(std::move(socket));
}

void ControlServer::serve(Fd socket) {
  Client& client = clients_.emplace_back();
  client.socket = std::move(socket);
  client.watch = loop_.watch(client.socket.get(), POLLIN,
                             [this, &client](short ready) { on_ready(client, ready); });
}

void ControlServer::on_ready(Client& client, short ready) {
  if (client.outgoing.empty() || (ready & (POLLHUP | POLLERR)) != 0) read_request(client);
  write_answer(client);
  if (client.ended) {
    clients_.remove_if([](const Client& c) { return c.ended; });
    return;
  }
  client.watch.events(client.outgoing.empty() ? POLLIN : POLLOUT);
}

void ControlServer::read_request(Client& client) {
  std::array<char, request_limit> request;
  const auto length = ::recv(client.socket.get(), request.data(), request.size(), MSG_DONTWAIT);
  if (length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR)) client.ended = true;
  if (length <= 0) return;
  for (std::string& datagram : to_datagrams(handler_({request.data(), size_t(length)}))) {
    client.outgoing.push_back(std::move(datagram));
  }
}

void ControlServer::write_answer(Client& client) {
  while (!client.ended && !client.outgoing.empty()) {
    const std::string& datagram = client.outgoing.front();
    if (::send(client.socket.get(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL) <
        0) {
      client.ended = errno != EAGAIN && errno != EINTR;
      return;
    }
    client.outgoing.pop_front();
  }
}

}  // namespace hopproof::netfilter

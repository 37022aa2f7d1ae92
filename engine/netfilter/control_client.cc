#include "engine/netfilter/control_client.hh"

#include "engine/netfilter/control_name.hh"
#include "harness/base/error.hh"

#include <array>

#include <sys/socket.h>

namespace hopproof::netfilter {

ControlClient::ControlClient(std::string_view name)
    : socket_(check("open a control socket", ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0))) {
  const ControlName address(name);
  check("reach the engine", ::connect(socket_.get(), address.data(), address.size()));
}

Answer ControlClient::ask(std::string_view request) {
  check_long("ask the engine", ::send(socket_.get(), request.data(), request.size(), MSG_NOSIGNAL));
  AnswerReader reader;
  std::array<char, size_t{64} * 1024> datagram;
  while (!reader.complete()) {
    const auto length = check_long("receive from the engine",
                                   ::recv(socket_.get(), datagram.data(), datagram.size(), 0));
    if (length == 0) throw HostError("the engine has ended");
    if (!reader.take({datagram.data(), size_t(length)}))
      throw HostError("the engine sent a malformed answer");
  }
  return reader.answer();
}

}  // namespace hopproof::netfilter

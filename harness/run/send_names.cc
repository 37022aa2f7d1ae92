#include "harness/run/send_names.hh"

#include "harness/base/error.hh"
#include "harness/verdict/names.hh"

#include <algorithm>

#include <fmt/format.h>
#include <sys/socket.h>

namespace hopproof::run {
namespace {

/// The source address that the kernel of this node takes toward `destination`.
IpAddress chosen_source(const netns::Namespace& space, const IpAddress& destination) {
  const netns::EnterScope in(space);
  const int family = destination.is_v4() ? AF_INET : AF_INET6;
  const Fd socket(check("open a socket", ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
  sockaddr_storage address;
  const unsigned length = Endpoint{destination, 9}.to_sockaddr(address);
  check("find a route to " + destination.text(),
        ::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), length));
  socklen_t size = sizeof address;
  check("read the source address",
        ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size));
  return Endpoint::from(address).address;
}

class SendNames {
 public:
  SendNames(netns::Lab& lab, const Probe& probe, const SendProbe& send,
            const verdict::Bindings& bindings)
      : lab_(lab), probe_(probe), send_(send), words_(bindings.last) {
    trace::Exchange exchange;
    exchange.flow.client = probe.from.front();
    exchange.flow.local = bindings.last_cip;
    exchange.flow.remote = bindings.last_vip;
    roles_ = verdict::roles_of(lab.deployment(), probe, exchange, std::nullopt);
  }

  Endpoint resolve(const AddressPattern& pattern) const {
    return {address_of(pattern), port_of(pattern.port)};
  }

 private:
  IpAddress address_of(const AddressPattern& pattern) const {
    if (pattern.kind == AddressPattern::Kind::cip) return own_address();
    const auto found = verdict::Names(lab_.deployment(), roles_).addresses(pattern);
    if (found.size() == 1) return found.front();
    // A node's first address is meant where the name is a node.
    if (pattern.kind == AddressPattern::Kind::name && !found.empty()) return found.front();
    throw HostError("cannot send: " + verdict::doubt_text(pattern, found));
  }

  IpAddress own_address() const {
    if (probe_.source) return *probe_.source;
    return chosen_source(lab_.node(probe_.from.front()).space,
                         address_of(send_.packet.destination));
  }

  uint16_t port_of(const PortPattern& port) const {
    if (port.kind == PortPattern::Kind::number) return port.number;
    if (port.kind != PortPattern::Kind::word) return 0;
    const auto bound = words_.find(port.word);
    if (bound == words_.end())
      throw HostError(fmt::format("cannot send: no port is bound to '{}'", port.word));
    return bound->second;
  }

  netns::Lab& lab_;
  const Probe& probe_;
  const SendProbe& send_;
  verdict::Words words_;
  verdict::Roles roles_;
};

}  // namespace

probe::AddressResolver send_names(netns::Lab& lab, const Probe& probe,
                                  const verdict::Bindings& bindings) {
  const auto* send = probe.as<SendProbe>();
  if (send == nullptr) return {};
  return [names = SendNames(lab, probe, *send, bindings)](const AddressPattern& pattern) {
    return names.resolve(pattern);
  };
}

}  // namespace hopproof::run

#include "harness/probe/client.hh"

#include "harness/base/error.hh"
#include "harness/probe/greeting.hh"
#include "harness/probe/ping_client.hh"
#include "harness/probe/sctp_client.hh"
#include "harness/probe/socket.hh"
#include "harness/probe/tcp_client.hh"
#include "harness/probe/udp_client.hh"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace hopproof::probe {
namespace {

/// The built-in client of each kind of probe.
struct ClientMaker {
  using Made = std::unique_ptr<Client>;
  EventLoop& loop;
  ClientSpec spec;

  Made operator()(const HttpProbe&) {
    return std::make_unique<TcpClient>(loop, std::move(spec), true);
  }
  Made operator()(const TcpProbe&) {
    return std::make_unique<TcpClient>(loop, std::move(spec), false);
  }
  Made operator()(const UdpProbe&) { return std::make_unique<UdpClient>(loop, std::move(spec)); }
  Made operator()(const SctpProbe&) { return std::make_unique<SctpClient>(loop, std::move(spec)); }
  Made operator()(const PingProbe&) { return std::make_unique<PingClient>(loop, std::move(spec)); }
  // What the ProbeRunner does itself.
  Made operator()(const RunProbe&) { return none(); }
  Made operator()(const SendProbe&) { return none(); }
  Made operator()(const OnProbe&) { return none(); }
  static Made none() { throw HostError("no built-in client for this kind of probe"); }
};

}  // namespace

Client::Client(EventLoop& loop, ClientSpec spec, uint8_t protocol)
    : loop_(loop), spec_(std::move(spec)) {
  flow_ = {
      spec_.node, protocol, {IpAddress::any(spec_.target.address.family()), 0}, spec_.target, 0};
}

void Client::give_up() {
  if (!outcome_) finish(silence());
}

trace::Exchange Client::exchange() const {
  return {flow_, outcome_.value_or(silence()), greeted_name(answer_), answer_, "", 0};
}

std::unique_ptr<Client> Client::make(EventLoop& loop, const ProbeKind& kind, ClientSpec spec) {
  return std::visit(ClientMaker{loop, std::move(spec)}, kind);
}

void Client::finish(const Outcome& outcome) {
  outcome_ = outcome;
  watch_.events(0);
}

void Client::open(int type, int protocol) {
  socket_ = open_socket(*spec_.space, domain_of(spec_.target.address.family()), type, protocol);
}

bool Client::connect() {
  int error = spec_.source || spec_.source_port != 0 ? bind() : 0;
  if (error == 0) error = connect_socket(socket_, spec_.target);
  flow_.local = local_endpoint(socket_);
  if (error != 0) finish(outcome_of_error(error));
  return error == 0;
}

int Client::bind() {
  const Family family = spec_.target.address.family();
  const Endpoint local{spec_.source.value_or(IpAddress::any(family)), spec_.source_port};
  set_option(socket_, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
  if (local.port == 0) {  // the port is chosen at connect(), for this target alone
    set_option(socket_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1, "IP_BIND_ADDRESS_NO_PORT");
  }
  const int error = bind_socket(socket_, local);
  if (error == EADDRINUSE) {
    throw SystemError(fmt::format("bind {} on {}", local.text(), spec_.node), error);
  }
  return error;
}

void Client::watch(short events, EventLoop::Handler handler) {
  watch_ = loop_.watch(socket_.get(), events, std::move(handler));
}

Client& HeldConnections::at(const std::string& name) const {
  const auto found = held_.find(name);
  if (found == held_.end()) throw HostError(fmt::format("no connection is held as '{}'", name));
  return *found->second;
}

}  // namespace hopproof::probe

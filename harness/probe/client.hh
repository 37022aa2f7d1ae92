#pragma once

#include "harness/base/event_loop.hh"
#include "harness/base/fd.hh"
#include "harness/case/case.hh"
#include "harness/probe/request.hh"
#include "harness/trace/exchange.hh"
#include "netns/namespace.hh"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace hopproof::probe {

/// What a built-in client is to do, and from where.
struct ClientSpec {
  std::string node;
  const netns::Namespace* space = nullptr;
  Endpoint target;
  std::optional<IpAddress> source;
  uint16_t source_port = 0;
  Request request;
};

/// One connection of a probe, driven by the loop. It knows no time: the quiet watch decides when
/// silence is final.
class Client {
 public:
  Client(EventLoop& loop, ClientSpec spec, uint8_t protocol);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  virtual ~Client() = default;

  /// Opens it and sends the first request. Throws SystemError where the host refuses.
  virtual void start() = 0;
  /// One more request on what is open. Forgets the outcome of the one before.
  virtual void again() = 0;
  /// Asks the kernel for errors that wake no poll (soft errors of TCP).
  virtual void look() {}
  /// Has the kernel still to make the first `patience` resends of this request?
  virtual bool owes_resends(int patience) const { return patience < 0; }
  /// Sends the request once more where the kernel does not do that by itself; false where it does.
  virtual bool resend() { return false; }
  /// What it is called when no answer will come.
  virtual Outcome silence() const { return {Outcome::Kind::timeout}; }
  /// Leaves without a word on the wire.
  virtual void abandon() = 0;

  /// Nothing while it goes on.
  const std::optional<Outcome>& outcome() const { return outcome_; }
  /// Silence is final: the outcome is silence().
  virtual void give_up();
  const trace::FlowKey& flow() const { return flow_; }
  const std::string& answer() const { return answer_; }
  trace::Exchange exchange() const;

  /// The client of an http, tcp, udp, sctp or ping probe.
  static std::unique_ptr<Client> make(EventLoop& loop, const ProbeKind& kind, ClientSpec spec);

 protected:
  void finish(const Outcome& outcome);
  void open(int type, int protocol = 0);
  /// Binds and connects; false when that already decided the outcome.
  bool connect();
  /// 0 or the errno.
  int bind();
  void watch(short events, EventLoop::Handler handler);

  EventLoop& loop_;
  ClientSpec spec_;
  trace::FlowKey flow_;
  std::optional<Outcome> outcome_;
  std::string answer_;
  Fd socket_;
  EventLoop::Watch watch_;
};

/// Connections and UDP sockets that stay open under a name until the case ends.
class HeldConnections {
 public:
  void keep(const std::string& name, std::unique_ptr<Client> client) {
    held_[name] = std::move(client);
  }
  /// Throws HostError when nothing is held under this name.
  Client& at(const std::string& name) const;

 private:
  std::map<std::string, std::unique_ptr<Client>> held_;
};

}  // namespace hopproof::probe

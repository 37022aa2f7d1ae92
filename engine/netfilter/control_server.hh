#pragma once

#include "engine/netfilter/answer.hh"
#include "harness/base/event_loop.hh"
#include "harness/base/fd.hh"

#include <deque>
#include <functional>
#include <list>
#include <string>
#include <string_view>

namespace hopproof::netfilter {

/// Answers the requests that come over AF_UNIX sockets of packets: an inherited one, and those that
/// connect to a name. Names are of the abstract kind: they live in the network namespace, like the
/// engine, and go with it.
class ControlServer {
 public:
  using Handler = std::function<Answer(std::string_view request)>;

  ControlServer(EventLoop& loop, Handler handler);
  /// Listens under an abstract name; throws SystemError if another one does.
  void listen(std::string_view name);
  /// Serves a connected socket.
  void serve(Fd socket);
  /// False when the last client served by serve() has gone.
  bool has_clients() const { return !clients_.empty(); }

 private:
  struct Client {
    Fd socket;
    std::deque<std::string> outgoing;
    EventLoop::Watch watch;
    bool ended = false;
  };

  void accept_client();
  void on_ready(Client& client, short ready);
  void read_request(Client& client);
  void write_answer(Client& client);

  EventLoop& loop_;
  Handler handler_;
  Fd listener_;
  EventLoop::Watch listener_watch_;
  std::list<Client> clients_;
};

}  // namespace hopproof::netfilter

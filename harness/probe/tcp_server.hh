#pragma once

#include "harness/base/event_loop.hh"
#include "harness/probe/tcp_session.hh"
#include "netns/namespace.hh"

#include <cstdint>
#include <map>
#include <string>

namespace hopproof::probe {

/// A listening socket of a built-in http, tcp or sctp server, on every address of one family or on
/// one, and its
/// connections.
class TcpServer {
 public:
  /// Throws SystemError("listen on rs1 port 80: ...").
  TcpServer(EventLoop& loop, const netns::Namespace& space, std::string name, Serve serve,
            Family family);
  TcpServer(const TcpServer&) = delete;
  TcpServer& operator=(const TcpServer&) = delete;

  size_t connections() const { return connections_.size(); }

 private:
  struct Connection {
    TcpSession session;
    EventLoop::Watch watch;
  };
  void accept_all();
  void add(Fd socket, const Endpoint& peer);
  void serve(uint64_t id, short ready);

  EventLoop& loop_;
  std::string name_;
  Serve serve_;
  Fd listener_;
  EventLoop::Watch watch_;
  std::map<uint64_t, Connection> connections_;
  uint64_t next_id_ = 0;
};

}  // namespace hopproof::probe

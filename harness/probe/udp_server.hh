#pragma once

#include "harness/base/event_loop.hh"
#include "harness/base/fd.hh"
#include "harness/case/case.hh"
#include "netns/namespace.hh"

#include <string>

namespace hopproof::probe {

/// A built-in udp server on every address of one family, or on one. Each answer leaves from the
/// address that the request came to; that of a naive server from the one the routing takes.
class UdpServer {
 public:
  /// Throws SystemError("listen on rs1 port 53: ...").
  UdpServer(EventLoop& loop, const netns::Namespace& space, std::string name, Serve serve,
            Family family);
  UdpServer(const UdpServer&) = delete;
  UdpServer& operator=(const UdpServer&) = delete;

 private:
  bool answer_one();

  std::string name_;
  Fd socket_;
  EventLoop::Watch watch_;
};

}  // namespace hopproof::probe

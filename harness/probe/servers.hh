#pragma once

#include "harness/base/event_loop.hh"
#include "harness/probe/tcp_server.hh"
#include "harness/probe/udp_server.hh"
#include "netns/lab.hh"

#include <memory>
#include <vector>

namespace hopproof::probe {

/// All that a node `serves`, on both families. Listening when the constructor returns; served by
/// the loop.
class Servers {
 public:
  /// `name` is what the answers say. Throws SystemError("listen on rs1 port 80: ...").
  Servers(EventLoop& loop, const netns::Namespace& space, const std::string& name,
          const std::vector<Serve>& serves);
  Servers(EventLoop& loop, const netns::LabNode& node)
      : Servers(loop, node.space, node.node->name, node.node->serves) {}

 private:
  std::vector<std::unique_ptr<TcpServer>> tcp_;
  std::vector<std::unique_ptr<UdpServer>> udp_;
};

}  // namespace hopproof::probe

#include "harness/probe/server.hh"

namespace hopproof {

Servers::Servers(EventLoop& loop, const Namespace& space, const std::string& name,
                 const std::vector<Serve>& serves) {
  for (const Serve& serve : serves) {
    for (const Family family : {Family::v4, Family::v6}) {
      if (serve.protocol == Serve::Protocol::udp) {
        udp_.push_back(std::make_unique<UdpServer>(loop, space, name, serve, family));
      } else {
        tcp_.push_back(std::make_unique<TcpServer>(loop, space, name, serve, family));
      }
    }
  }
}

}  // namespace hopproof

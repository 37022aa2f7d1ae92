#pragma once

#include "harness/probe/client.hh"
#include "harness/probe/crafted_packet.hh"

#include <vector>

namespace hopproof {

/// Sends one crafted packet and listens for what answers it. The node's own kernel knows nothing of
/// it, and may answer the answer with a RST.
class PacketClient final : public Client {
 public:
  PacketClient(EventLoop& loop, ClientSpec spec, CraftedPacket packet);
  void start() override;
  void again() override;
  void abandon() override;

 private:
  void listen(uint8_t protocol);
  void receive(const Fd& socket, uint8_t protocol);

  struct Listener {
    Fd socket;
    EventLoop::Watch watch;
  };
  CraftedPacket packet_;
  std::vector<Listener> listeners_;
};

}  // namespace hopproof

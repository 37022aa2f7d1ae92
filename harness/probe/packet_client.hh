#pragma once

#include "harness/case/outcome.hh"
#include "harness/probe/client.hh"
#include "harness/probe/crafted_packet.hh"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hopproof::probe {

/// What a raw socket took: the transport's bytes and who sent them.
struct ReceivedPacket {
  uint8_t protocol = 6;  ///< 6, 17, 1 or 58
  IpAddress source;
  std::span<const uint8_t> bytes;  ///< from the transport's header on
};

/// The outcome for `sent` if this answers it: reset for a RST, what the error says for an ICMP
/// error that quotes it, answered for any other packet of the reversed tuple; nullopt for the rest.
std::optional<Outcome> outcome_of_reply(const CraftedPacket& sent, const ReceivedPacket& received);

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

}  // namespace hopproof::probe

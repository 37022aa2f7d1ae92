#pragma once

#include "engine/netfilter/queued_packet.hh"
#include "engine/netfilter/verdicts.hh"
#include "netns/netlink/socket.hh"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace hopproof::netfilter {

/// The namespace's NFQUEUE queue of a number. Packets come whole, segmented and with their
/// checksums complete: without NFQA_CFG_F_GSO the kernel sees to that.
class PacketQueue {
 public:
  static constexpr size_t batch = 64;

  /// Throws SystemError when another process has the queue.
  explicit PacketQueue(uint16_t number);

  int fd() const { return socket_.fd(); }
  /// The packets that wait, at most `batch`, without waiting for one. Valid until the next call.
  std::span<QueuedPacket> receive();

  Verdicts& verdicts() { return verdicts_; }
  /// Sends the verdicts gathered so far.
  void send_verdicts();

 private:
  netlink::Socket socket_;
  std::unique_ptr<uint8_t[]> buffer_;  ///< not zeroed: nearly all of it is never touched
  std::vector<QueuedPacket> packets_;
  Verdicts verdicts_;
};

}  // namespace hopproof::netfilter

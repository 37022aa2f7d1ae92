#pragma once

#include "netns/netlink/nfnl_message.hh"

#include <cstdint>
#include <optional>
#include <span>

namespace hopproof::netfilter {

/// Verdict messages for one queue, gathered to go out in one datagram, in the order of the packets.
class Verdicts {
 public:
  explicit Verdicts(uint16_t queue) : queue_(queue) {}

  /// The packet goes on as it came.
  void accept(uint32_t id);
  /// The packet goes on with these bytes and this mark; it is dropped when no attribute can hold
  /// them (65531 bytes).
  void accept(uint32_t id, std::span<const uint8_t> payload, uint32_t mark);
  void drop(uint32_t id);
  /// The packet meets the rules that led it here once more.
  void repeat(uint32_t id);

  /// All that is gathered, to be sent as one datagram; empty when there is nothing.
  std::span<const uint8_t> bytes();
  /// Begins anew.
  void clear() { messages_.clear(); }
  /// More than what a socket's send buffer is sure to take would come together with `more` bytes.
  bool full(size_t more) const { return messages_.bytes().size() + more > limit; }

 private:
  static constexpr size_t limit = size_t{128} * 1024;

  void put(uint16_t type, uint32_t id, uint32_t verdict);
  void end_drops();

  uint16_t queue_;
  netlink::NfnlMessage messages_;
  std::optional<uint32_t> dropped_;  // the last of a run of dropped packets
  bool run_ = false;                 // more than one
};

}  // namespace hopproof::netfilter

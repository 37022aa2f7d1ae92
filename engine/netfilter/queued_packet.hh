#pragma once

#include "engine/core/verdict.hh"
#include "harness/base/address.hh"

#include <cstdint>
#include <optional>
#include <span>

namespace hopproof::netfilter {

/// A packet that waits in the queue for its verdict. The payload is in the receive buffer and may
/// be rewritten there.
struct QueuedPacket {
  uint32_t id = 0;
  uint8_t hook = 0;  ///< NF_INET_LOCAL_IN, NF_INET_FORWARD or NF_INET_LOCAL_OUT
  uint32_t mark = 0;
  /// skb->priority: of an IPv6 datagram the largest fragment that it came in, see
  /// add_fragment_note().
  uint32_t priority = 0;
  std::span<uint8_t> payload;  ///< from the IP header on

  Family family() const;
  core::Hook core_hook() const;
  /// Of what came from outside in fragments of IPv6, the length of the largest; 0: it came whole.
  uint32_t largest_fragment() const;
};

/// Reads one netlink datagram of an NFQUEUE socket; nullopt when it is not a packet, or is cut
/// short.
std::optional<QueuedPacket> parse_queued_packet(std::span<uint8_t> datagram);

}  // namespace hopproof::netfilter

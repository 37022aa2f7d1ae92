#pragma once

#include "harness/case/outcome.hh"
#include "harness/probe/crafted_packet.hh"

#include <cstdint>
#include <optional>
#include <span>

namespace hopproof {

/// What a raw socket took: the transport's bytes and who sent them.
struct ReceivedPacket {
  uint8_t protocol = 6;  ///< 6, 17, 1 or 58
  IpAddress source;
  std::span<const uint8_t> bytes;  ///< from the transport's header on
};

/// The outcome for `sent` if this answers it: reset for a RST, what the error says for an ICMP
/// error that quotes it, answered for any other packet of the reversed tuple; nullopt for the rest.
std::optional<Outcome> outcome_of_reply(const CraftedPacket& sent, const ReceivedPacket& received);

}  // namespace hopproof

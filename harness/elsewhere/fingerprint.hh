#pragma once

#include "harness/elsewhere/readers/seen_packet.hh"

#include <compare>
#include <cstdint>
#include <vector>

namespace hopproof::elsewhere {

/// Something by which a packet is known again at another tap although addresses and ports have
/// changed. A packet has several; another that shares one of them is the same packet.
struct Fingerprint {
  enum class Kind : uint8_t {
    numbers,     ///< of TCP: sequence, acknowledgement, flags, length
    timestamps,  ///< of TCP: both timestamps, flags, length
    handshake,   ///< a SYN, and the SYN-ACK that acknowledges it, at the client's end
    id,          ///< of a datagram: IP id and length
    payload,     ///< of a datagram: its content and length
    echo,        ///< of a ping: type, sequence, length
  };
  Kind kind = Kind::numbers;
  uint64_t a = 0, b = 0;

  /// Random enough that no other connection has the same.
  bool is_strong() const { return kind == Kind::numbers || kind == Kind::timestamps; }
  auto operator<=>(const Fingerprint&) const = default;
};

std::vector<Fingerprint> fingerprints_of(const SeenPacket& seen);

}  // namespace hopproof::elsewhere

#pragma once

#include "engine/core/verdict.hh"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hopproof::core {

/// The states of ip_vs_proto_sctp.c, in its order.
enum class SctpState : uint8_t {
  none,
  init1,
  init,
  cookie_sent,
  cookie_replied,
  cookie_wait,
  cookie,
  cookie_echoed,
  established,
  shutdown_sent,
  shutdown_received,
  shutdown_ack_sent,
  rejected,
  closed,
};
inline constexpr size_t sctp_state_count = 14;

inline constexpr size_t sctp_header = 12, sctp_chunk_header = 4;

/// Chunk types (RFC 9260, 3.2) that open and end an association.
namespace sctp_chunk {
inline constexpr uint8_t init = 1, abort = 6, cookie_echo = 10, cookie_ack = 11;
}

/// The type of the first chunk; nullopt: the packet ends before it. `packet` begins with the SCTP
/// header.
std::optional<uint8_t> first_chunk(std::span<const uint8_t> packet);

/// Where a packet takes the association; nullopt: it ends before its first chunk, nothing happens.
/// An ABORT behind a COOKIE ECHO or COOKIE ACK counts instead of them.
std::optional<SctpState> next_state(SctpState from, Direction direction,
                                    std::span<const uint8_t> packet);

/// As `ipvsadm -Lnc` shows it.
std::string_view name(SctpState state);

/// Seconds without a packet after which an association in that state ends.
inline constexpr std::array<uint32_t, sctp_state_count> default_sctp_timeouts{
    2, 4, 61, 61, 61, 61, 61, 61, 900, 61, 61, 61, 4, 61};

}  // namespace hopproof::core

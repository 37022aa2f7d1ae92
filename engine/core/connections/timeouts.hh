#pragma once

#include "engine/core/connections/sctp_state.hh"
#include "engine/core/connections/tcp_state.hh"

#include <array>
#include <cstdint>

namespace hopproof::core {

/// How long a connection lives without a packet, in milliseconds.
struct Timeouts {
  std::array<uint32_t, tcp_state_count> tcp;
  std::array<uint32_t, sctp_state_count> sctp;
  uint32_t udp = 300'000;

  Timeouts() {
    for (size_t i = 0; i < tcp_state_count; ++i) tcp[i] = default_tcp_timeouts[i] * 1000;
    for (size_t i = 0; i < sctp_state_count; ++i) sctp[i] = default_sctp_timeouts[i] * 1000;
  }
  uint32_t& of(TcpState state) { return tcp[static_cast<size_t>(state)]; }
  uint32_t of(TcpState state) const { return tcp[static_cast<size_t>(state)]; }
  uint32_t of(SctpState state) const { return sctp[static_cast<size_t>(state)]; }
};

/// Of an entry that has not seen a state yet (ip_vs_conn_new).
inline constexpr uint32_t new_entry_timeout = 3'000;
/// Of an entry whose time is up while others follow it (ip_vs_conn_expire).
inline constexpr uint32_t controlling_timeout = 60'000;

}  // namespace hopproof::core

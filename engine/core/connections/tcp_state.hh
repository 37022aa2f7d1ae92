#pragma once

#include "engine/core/verdict.hh"

#include <array>
#include <cstdint>
#include <string_view>

namespace hopproof::core {

/// The states of ip_vs_proto_tcp.c, in its order.
enum class TcpState : uint8_t {
  none,
  established,
  syn_sent,
  syn_recv,
  fin_wait,
  time_wait,
  close,
  close_wait,
  last_ack,
  listen,
  syn_ack,
};
inline constexpr size_t tcp_state_count = 11;

/// Bits of the TCP header's flags byte.
namespace tcp_flag {
inline constexpr uint8_t fin = 0x01, syn = 0x02, rst = 0x04, ack = 0x10;
}

/// Where a packet with these flags takes the connection. Only the first of rst, syn, fin and ack
/// counts; a packet with none of them closes. `secure`: the table of net.ipv4.vs.secure_tcp.
TcpState next_state(TcpState from, Direction direction, uint8_t flags, bool secure);

/// Counted among the server's active connections.
bool is_active(TcpState state);

/// As `ipvsadm -Lnc` shows it.
std::string_view name(TcpState state);

/// Seconds without a packet after which a connection in that state ends.
inline constexpr std::array<uint32_t, tcp_state_count> default_tcp_timeouts{
    2, 900, 120, 60, 120, 120, 10, 60, 30, 120, 120};

}  // namespace hopproof::core

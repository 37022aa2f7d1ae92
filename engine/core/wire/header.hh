#pragma once

#include <cstddef>

namespace hopproof::core {

/// Lengths of headers without options, in bytes, and where fields are in them (RFC 791, 8200,
/// 9293, 768, 792).
inline constexpr size_t v4_header = 20;
inline constexpr size_t v6_header = 40;
inline constexpr size_t tcp_header = 20;
inline constexpr size_t tcp_flags_at = 13;
inline constexpr size_t udp_header = 8;
inline constexpr size_t icmp_header = 8;

}  // namespace hopproof::core

#pragma once

#include <chrono>
#include <cstdint>

namespace hopproof::core {

/// Time since any fixed moment; the caller's clock never goes back.
using Time = std::chrono::milliseconds;

/// IP protocol numbers that the translation knows.
namespace protocol {
inline constexpr uint8_t any = 0;  ///< templates of firewall-mark services
inline constexpr uint8_t icmp = 1;
inline constexpr uint8_t tcp = 6;
inline constexpr uint8_t udp = 17;
inline constexpr uint8_t icmp6 = 58;
inline constexpr uint8_t sctp = 132;
}  // namespace protocol

}  // namespace hopproof::core

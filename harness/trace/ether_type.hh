#pragma once

#include <cstdint>

namespace hopproof::trace::ether_type {

/// What an Ethernet frame carries (IANA, ieee-802-numbers).
inline constexpr uint16_t ipv4 = 0x0800, arp = 0x0806, ipv6 = 0x86dd;

}  // namespace hopproof::trace::ether_type

#pragma once

#include "harness/base/protocol.hh"

#include <cstdint>

namespace hopproof {

namespace ether_type {
inline constexpr uint16_t ipv4 = 0x0800, arp = 0x0806, ipv6 = 0x86dd;
}  // namespace ether_type

}  // namespace hopproof

#pragma once

#include "harness/base/protocol.hh"

#include <cstdint>

namespace hopproof {

namespace ether_type {
inline constexpr uint16_t kIpv4 = 0x0800, kArp = 0x0806, kIpv6 = 0x86dd;
}  // namespace ether_type

}  // namespace hopproof

#pragma once

#include <cstdint>
#include <span>

namespace hopproof {

/// RFC 1071, over bytes in network order; in host order.
uint16_t internet_checksum(std::span<const uint8_t> bytes);

}  // namespace hopproof

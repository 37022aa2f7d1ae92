#pragma once

#include <cstdint>
#include <span>

namespace hopproof::core {

/// CRC-32C, the checksum of SCTP (RFC 9260, appendix A). SCTP puts it on the wire with its least
/// significant byte first.
uint32_t crc32c(std::span<const uint8_t> bytes, uint32_t start = 0);

/// The checksum of an SCTP packet, whose own field counts as zero; the packet is a whole header at
/// least (12 bytes).
uint32_t sctp_checksum(std::span<const uint8_t> packet);

}  // namespace hopproof::core

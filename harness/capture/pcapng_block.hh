#pragma once

#include <cstdint>

namespace hopproof::pcapng {

/// Numbers of draft-ietf-opsawg-pcapng that the writer and the reader share.
inline constexpr uint32_t kSectionHeader = 0x0a0d0d0a, kInterface = 1, kSimplePacket = 3,
                          kEnhancedPacket = 6;
inline constexpr uint32_t kByteOrderMagic = 0x1a2b3c4d;
inline constexpr uint16_t kEndOfOptions = 0, kComment = 1;
inline constexpr uint16_t kUserApplication = 4;  // of a section
inline constexpr uint16_t kName = 2, kDescription = 3, kMacAddress = 6, kTimeResolution = 9;
inline constexpr uint16_t kFlags = 2;  // of a packet
inline constexpr uint32_t kInbound = 1, kOutbound = 2;
inline constexpr uint16_t kLinkEthernet = 1;
inline constexpr uint32_t kSnapLength = 262144;

}  // namespace hopproof::pcapng

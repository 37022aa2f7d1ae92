#pragma once

#include <cstdint>
#include <string>

namespace hopproof {

/// Protocol numbers that the dissector knows (IANA), and Ethernet types.
namespace protocol {
inline constexpr uint8_t kHopByHop = 0, kIcmp = 1, kIpip = 4, kTcp = 6, kUdp = 17, kIpv6 = 41,
                         kRouting = 43, kFragment = 44, kAuthentication = 51, kIcmp6 = 58,
                         kDestinationOptions = 60, kSctp = 132, kMobility = 135;
}  // namespace protocol

/// "tcp", "icmp6": the word that tcpdump's filters and our reports use; "" for one without.
std::string protocol_name(uint8_t number);

namespace ether_type {
inline constexpr uint16_t kIpv4 = 0x0800, kArp = 0x0806, kIpv6 = 0x86dd;
}  // namespace ether_type

}  // namespace hopproof

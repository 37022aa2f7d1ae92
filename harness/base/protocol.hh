#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// Protocol numbers of the IP header (IANA, protocol-numbers).
namespace protocol {
inline constexpr uint8_t kAny = 0, kHopByHop = 0, kIcmp = 1, kIgmp = 2, kIpip = 4, kTcp = 6,
                         kUdp = 17, kDccp = 33, kIpv6 = 41, kRouting = 43, kFragment = 44,
                         kGre = 47, kEsp = 50, kAuthentication = 51, kIcmp6 = 58,
                         kDestinationOptions = 60, kOspf = 89, kPim = 103, kVrrp = 112, kSctp = 132,
                         kMobility = 135, kUdplite = 136;

/// "tcp", "icmpv6": the word that iptables and ipvsadm write; "all" for 0, "" for a number that
/// has none here.
std::string_view name(uint8_t number);

/// "TCP", "UDP", "SCTP", and "IP" for anything else: the word in the lists of ipvsadm and of
/// /proc/net/ip_vs_conn (ip_vs_proto_name).
std::string_view listed_name(uint8_t number);

/// "tcp", "icmp6": the word that tcpdump's filters and the reports use; "" for one without.
std::string_view tcpdump_name(uint8_t number);

/// The number of a word of any case, or of a number from 0 to 255: 6 for TCP, tcp and 6, 0 for
/// all and ip; nullopt when it is none.
std::optional<uint8_t> number(std::string_view word);

/// Every word that number() knows, in small letters.
const std::vector<std::string>& names();
}  // namespace protocol

}  // namespace hopproof

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// Protocol numbers of the IP header (IANA, protocol-numbers).
namespace protocol {
inline constexpr uint8_t any = 0, hop_by_hop = 0, icmp = 1, igmp = 2, ipip = 4, tcp = 6, udp = 17,
                         dccp = 33, ipv6 = 41, routing = 43, fragment = 44, gre = 47, esp = 50,
                         authentication = 51, icmp6 = 58, destination_options = 60, ospf = 89,
                         pim = 103, vrrp = 112, sctp = 132, mobility = 135, udplite = 136;

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

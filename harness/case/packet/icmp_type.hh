#pragma once

#include "harness/base/address.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// A type of ICMP or ICMPv6, and the code where the word names one. Neither: any type.
struct IcmpType {
  std::optional<uint8_t> type;
  std::optional<uint8_t> code;
};

/// A word of `iptables -p icmp -h` or `ip6tables -p icmpv6 -h`, or 3, or 3/4; nullopt: none of
/// them.
std::optional<IcmpType> find_icmp_type(std::string_view word, Family family);

/// Every word of that family, "any" among them.
std::vector<std::string> icmp_words(Family family);

}  // namespace hopproof

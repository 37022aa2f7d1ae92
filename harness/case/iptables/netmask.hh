#pragma once

#include "harness/base/address.hh"

#include <optional>
#include <string_view>

namespace hopproof {

/// The length of a mask written as an address, 24 for 255.255.255.0; nullopt when it has holes.
std::optional<int> prefix_of_mask(const IpAddress& mask);

/// The mask of that length, in the textual form of an address.
IpAddress mask_of_prefix(int prefix, Family family);

/// "10.0.0.0/24" or "10.0.0.0/255.255.255.0"; without a slash one host.
std::optional<Cidr> parse_network(std::string_view text);

}  // namespace hopproof

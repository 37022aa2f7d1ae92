#pragma once

#include "harness/base/address.hh"

#include <array>
#include <cstdint>
#include <string>

namespace hopproof {

using MacAddress = std::array<uint8_t, 6>;

/// "02:00:0a:01:00:02"
std::string text(const MacAddress& mac);

/// 02:00 and the four bytes of the address.
MacAddress mac_of(const IpAddress& v4);

/// 02:01, the node's number and the interface's number: for an interface without an IPv4 address,
/// or one whose address another interface of the case has, too.
MacAddress mac_of_place(size_t node, size_t interface);

}  // namespace hopproof

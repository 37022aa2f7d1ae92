#pragma once

#include "harness/base/address.hh"

#include <optional>
#include <string>
#include <string_view>

namespace hopproof {

/// "10.0.0.1:80", "[2001:db8::1]:80", and as /proc/net/ip_vs has them "0A000001:0050",
/// "[2001:0db8:0000:0000:0000:0000:0000:0001]:0050". nullopt: a name, or none of these.
std::optional<Endpoint> printed_endpoint(std::string_view word, bool hexadecimal);

/// Exactly eight hexadecimal digits.
std::optional<uint32_t> parse_hex32(std::string_view word);

}  // namespace hopproof

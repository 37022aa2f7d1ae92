#pragma once

#include "harness/base/address.hh"

#include <array>

namespace hopproof::model {

/// How good an own IPv6 address is as the source for a destination; the greater array, compared
/// from its first number on, wins. The rules of RFC 6724, section 5, that hold for permanent
/// addresses, as ipv6_get_saddr_eval has them: the same address, the scope, the interface that it
/// leaves by, the label, the common prefix (at most `own.prefix` bits).
std::array<int, 5> source_rank(const Cidr& own, const IpAddress& destination, bool on_interface);

}  // namespace hopproof::model

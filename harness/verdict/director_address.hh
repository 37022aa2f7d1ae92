#pragma once

#include "harness/case/case.hh"

#include <optional>
#include <vector>

namespace hopproof {

/// DIP: the first address of `director` that is none of `vips` (else its first) on the interface by
/// which it reaches `server`: the one whose network the server is in, else the one of the longest
/// route in the case. nullopt when the case names no such interface.
std::optional<IpAddress> director_address(const Node& director, const IpAddress& server,
                                          const std::vector<IpAddress>& vips);

}  // namespace hopproof

#pragma once

#include <cstdint>
#include <string_view>

namespace hopproof {

/// Packets dropped for an impossible source address (in_martian_src of /proc/net/stat/rt_cache),
/// since the kernel started and in all of its namespaces.
uint64_t read_martian_sources();

/// Sums the column over the rows, one per CPU, in hexadecimal.
uint64_t parse_martian_sources(std::string_view rt_cache);

}  // namespace hopproof

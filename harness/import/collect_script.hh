#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace hopproof::imports {

/// The POSIX sh script of `hopproof collect`: it prints what a host says about its deployment, as
/// sections that sections_of() reads. With a key it renames addresses, wherever it runs the same
/// way: an address stays in its network, a network keeps its prefix. The key is below 2^26.
std::string collect_script(std::optional<uint32_t> redact_key);

}  // namespace hopproof::imports

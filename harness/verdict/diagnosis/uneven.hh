#pragma once

#include "harness/verdict/connection.hh"

#include <optional>
#include <vector>

namespace hopproof::verdict {

/// Whether servers of one service fare differently: each of them answered all of its connections or
/// none, and some did and some did not. `all` are the connections of the step.
std::optional<FindingResult> uneven(const std::vector<const Connection*>& some,
                                    const std::vector<Connection>& all);

}  // namespace hopproof::verdict

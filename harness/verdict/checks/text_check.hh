#pragma once

#include "harness/verdict/mismatch.hh"

#include <optional>
#include <vector>

namespace hopproof {

/// `prints:` the words stand side by side in some line of the step's output.
std::optional<MismatchResult> check_prints(const TextClaim& claim,
                                           const std::vector<Connection*>& connections,
                                           const Evidence& evidence);

/// `lacks:` they stand so in no line of it.
std::optional<MismatchResult> check_lacks(const TextClaim& claim,
                                          const std::vector<Connection*>& connections,
                                          const Evidence& evidence);

}  // namespace hopproof

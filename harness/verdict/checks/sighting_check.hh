#pragma once

#include "harness/verdict/mismatch.hh"

#include <optional>
#include <vector>

namespace hopproof {

/// `seen:`: somewhere in the step a packet crosses this hop, with the words of any of the
/// connections; xN: exactly so many times. Binds words that are new in the connection.
std::optional<MismatchResult> check_seen(const HopClaim& claim,
                                         const std::vector<Connection*>& connections,
                                         const Evidence& evidence);

/// `never:`: no such packet in the whole step, lost ones included.
std::optional<MismatchResult> check_never(const HopClaim& claim,
                                          const std::vector<Connection*>& connections,
                                          const Evidence& evidence);

}  // namespace hopproof

#pragma once

#include "harness/verdict/mismatch.hh"

#include <optional>
#include <vector>

namespace hopproof::verdict {

/// Every packet of the step's connections has right checksums at every hop. (A step that claims the
/// finding bad-checksum is not held to this.)
std::optional<MismatchResult> check_checksums(const std::vector<Connection>& connections,
                                              const Evidence& evidence);

/// True when a checksum of this packet, as captured, is wrong.
bool has_bad_checksum(const trace::Packet& packet);

}  // namespace hopproof::verdict

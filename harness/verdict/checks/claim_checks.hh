#pragma once

#include "harness/verdict/mismatch.hh"

#include <optional>
#include <vector>

namespace hopproof::verdict {

// What each key of an `expect` block claims, held against the step; each in a source named after
// it. nullopt: it is so.

/// Holds `request:` against one connection: every packet that starts like its first line must go
/// the whole way, and at least one must; `none`: no packet of the connection left its client.
/// Words that the way binds are bound in the connection.
std::optional<MismatchResult> check_request(const Way& way, Connection& connection,
                                            const Evidence& evidence);

/// The same for `reply:`; `none`: no packet answers the connection.
std::optional<MismatchResult> check_reply(const Way& way, Connection& connection,
                                          const Evidence& evidence);

/// `seen:`: somewhere in the step a packet crosses this hop, with the words of any of the
/// connections; xN: exactly so many times. Binds words that are new in the connection.
std::optional<MismatchResult> check_seen(const HopClaim& claim,
                                         const std::vector<Connection*>& connections,
                                         const Evidence& evidence);

/// `never:`: no such packet in the whole step, lost ones included.
std::optional<MismatchResult> check_never(const HopClaim& claim,
                                          const std::vector<Connection*>& connections,
                                          const Evidence& evidence);

/// `finding:` the findings of these connections are exactly those written, in that order; `at` is
/// compared where it is written.
std::optional<MismatchResult> check_findings(const Expect& expect,
                                             const std::vector<FindingResult>& found);

/// `prints:` the words stand side by side in some line of the step's output.
std::optional<MismatchResult> check_prints(const TextClaim& claim,
                                           const std::vector<Connection*>& connections,
                                           const Evidence& evidence);

/// `lacks:` they stand so in no line of it.
std::optional<MismatchResult> check_lacks(const TextClaim& claim,
                                          const std::vector<Connection*>& connections,
                                          const Evidence& evidence);

}  // namespace hopproof::verdict

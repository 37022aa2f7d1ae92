#pragma once

#include "harness/verdict/mismatch.hh"

#include <optional>

namespace hopproof {

/// Holds `request:` against one connection: every packet that starts like its first line must go
/// the whole way, and at least one must; `none`: no packet of the connection left its client.
/// Words that the way binds are bound in the connection.
std::optional<MismatchResult> check_request(const Way& way, Connection& connection,
                                            const Evidence& evidence);

/// The same for `reply:`; `none`: no packet answers the connection.
std::optional<MismatchResult> check_reply(const Way& way, Connection& connection,
                                          const Evidence& evidence);

}  // namespace hopproof

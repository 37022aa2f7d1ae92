#pragma once

#include "harness/lint/lint_service.hh"

namespace hopproof::lint {

/// True when the source of such a connection is rewritten, or may be.
bool may_be_masqueraded(const model::Service& service, const RealServer& server,
                        const IpAddress& client);

}  // namespace hopproof::lint

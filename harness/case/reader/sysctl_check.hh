#pragma once

#include "harness/case/reader/parse_context.hh"

namespace hopproof {

/// Complains about a sysctl of an interface that its node does not have.
void check_sysctls(ParseContext& context);

}  // namespace hopproof

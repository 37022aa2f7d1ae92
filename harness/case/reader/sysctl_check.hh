#pragma once

#include "harness/case/reader/draft.hh"

namespace hopproof {

/// Complains about a sysctl of an interface that its node does not have.
void check_sysctls(Draft& draft);

}  // namespace hopproof

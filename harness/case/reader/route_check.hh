#pragma once

#include "harness/case/reader/parse_context.hh"

namespace hopproof {

/// Complains about routes that the kernel would refuse: through a gateway on no connected network,
/// by an interface that is not there, from an address the node does not have, or twice.
void check_routes(ParseContext& context);

}  // namespace hopproof

#pragma once

#include "harness/case/reader/parse_context.hh"

namespace hopproof {

/// Complains about an address that is twice on a node, or on two nodes where no deployment shares
/// one: it may be shared as the VIP of a service, as a host address (/32, /128), and on lo or
/// tunl0.
void check_addresses(ParseContext& context);

}  // namespace hopproof

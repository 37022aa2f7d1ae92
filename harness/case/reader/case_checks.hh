#pragma once

#include "harness/case/reader/parse_context.hh"

namespace hopproof {

// Checks of the case as a whole, once everything is read, each in a source named after it.

/// Complains about an address that is twice on a node, or on two nodes where no deployment shares
/// one: it may be shared as the VIP of a service, as a host address (/32, /128), and on lo or
/// tunl0.
void check_addresses(ParseContext& context);

/// Complains about routes that the kernel would refuse: through a gateway on no connected network,
/// by an interface that is not there, from an address the node does not have, or twice.
void check_routes(ParseContext& context);

/// Complains about ipvsadm lines that IPVS would refuse in their order: a server for a service that
/// no line before adds, a service or a server twice; and about lines that configure nothing.
void check_services(ParseContext& context);

/// Complains about a sysctl of an interface that its node does not have.
void check_sysctls(ParseContext& context);

}  // namespace hopproof

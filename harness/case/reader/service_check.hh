#pragma once

#include "harness/case/reader/parse_context.hh"

namespace hopproof {

/// Complains about ipvsadm lines that IPVS would refuse in their order: a server for a service that
/// no line before adds, a service or a server twice; and about lines that configure nothing.
void check_services(ParseContext& context);

}  // namespace hopproof

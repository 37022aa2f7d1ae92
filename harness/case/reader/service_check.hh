#pragma once

#include "harness/case/reader/draft.hh"

namespace hopproof {

/// Complains about ipvsadm lines that IPVS would refuse in their order: a server for a service that
/// no line before adds, a service or a server twice; and about lines that configure nothing.
void check_services(Draft& draft);

}  // namespace hopproof

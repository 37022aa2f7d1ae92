#pragma once

#include "harness/case/case.hh"

namespace hopproof::run {

/// Whether nothing in the lab that decides an outcome grows older with time but IPVS' own table: no
/// iptables rule and no vs.conntrack makes a kernel track connections.
bool only_ipvs_ages(const Case& deployment);

}  // namespace hopproof::run

#pragma once

#include "harness/case/case.hh"

#include <string>

namespace hopproof::differential {

/// The nodes of every scenario, as a case's text up to its steps: clients of 10.97.0.0/16 and
/// fd00:97::/32 behind the node client, servers of 10.98.0.0/16 and fd00:98::/32 behind rs1, and
/// the director, whose VIPs are 10.96.0.1 and fd00:96::1.
std::string deployment_text();

Case deployment();

}  // namespace hopproof::differential

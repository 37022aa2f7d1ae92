#pragma once

#include "harness/case/case.hh"
#include "harness/trace/exchange.hh"
#include "harness/trace/trace.hh"

#include <vector>

namespace hopproof::run {

/// The connections that a probe's program opened toward the services, as exchanges of their own. A
/// program that failed is reported more exactly by the wire: refused, reset or unreachable where
/// the connection's packets say so. Without any connection: the program's own exchange.
std::vector<trace::Exchange> program_exchanges(const Case& deployment, const trace::Trace& trace,
                                               const trace::Exchange& program);

}  // namespace hopproof::run

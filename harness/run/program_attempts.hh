#pragma once

#include "harness/case/case.hh"
#include "harness/probe/attempt.hh"
#include "harness/trace/trace.hh"

#include <vector>

namespace hopproof {

/// The connections that a probe's program opened toward the services, as attempts of their own. A
/// program that failed is told more exactly by the wire: refused, reset or unreachable where the
/// connection's packets say so. Without any connection: the program's own attempt.
std::vector<Attempt> program_attempts(const Case& deployment, const Trace& trace,
                                      const Attempt& program);

}  // namespace hopproof

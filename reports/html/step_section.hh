#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::html {

/// One step: what was done and how it ended, what failed and where, each connection's hops and
/// ladder, counters, output.
std::string step_section(const CaseResult& result, const StepResult& step);

}  // namespace hopproof::html

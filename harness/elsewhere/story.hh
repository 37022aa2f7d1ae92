#pragma once

#include "harness/elsewhere/analysis.hh"
#include "harness/verdict/result.hh"
#include "reports/paint.hh"

#include <string>

namespace hopproof::elsewhere {

/// What a reader is told: the captures and their clocks, the services, the connections by how they
/// ended, one of each with its hops, and of a problem the cause, how sure it is, and what would
/// decide.
std::string story_text(const Analysis& analysis, const reports::Paint& paint);

/// The same as the result of a run with one case, a step for each group, for the writers of
/// reports: no claim of a case, so that a problem is a failed step.
verdict::RunResult as_run(const Analysis& analysis, const std::string& version);

}  // namespace hopproof::elsewhere

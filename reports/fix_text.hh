#pragma once

#include "harness/verdict/result.hh"
#include "reports/paint.hh"

#include <string>

namespace hopproof::reports {

/// What `fix` found: the goal, the causes, each fix as commands with the node to type them on, what
/// they touch and cost, and the change of the case file; where nothing was found, what was tried.
std::string fix_text(const verdict::CaseResult& result, const Paint& paint);

}  // namespace hopproof::reports

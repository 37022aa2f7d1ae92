#pragma once

#include "harness/verdict/result.hh"
#include "reports/paint.hh"

#include <string>

namespace hopproof::reports {

/// ", 3 needs proven", ", 2 of 3 needs proven", ", 3 needs not judged"; "" for a case without.
std::string needs_summary(const verdict::CaseResult& result);

/// A row for every need: proven, with how the case ends without it; or why it is not. One that is
/// not proven points to its line of the case file.
std::string needs_text(const verdict::CaseResult& result, const Paint& paint);

}  // namespace hopproof::reports

#pragma once

#include "harness/verdict/result.hh"
#include "reports/paint.hh"

#include <string>

namespace hopproof::reports {

/// How much of a case is shown: failures always in full; passing cases in one line, or with every
/// hop.
enum class Detail { brief, hops };

/// One case: its verdict, its steps with the hops (an asterisk after what was rewritten there),
/// what failed and why.
std::string terminal_text(const verdict::CaseResult& result, const Paint& paint, Detail detail);

/// "3 passed, 1 failed, 2 skipped" and the reasons of skips and errors counted.
std::string summary_text(const verdict::RunResult& run, const Paint& paint);

}  // namespace hopproof::reports

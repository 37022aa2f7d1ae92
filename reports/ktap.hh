#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::reports {

/// The run in the kernel's test format, version 1 (docs.kernel.org/dev-tools/ktap.html): a case is
/// a test, its steps are subtests, what failed is in diagnostic lines.
std::string to_ktap(const verdict::RunResult& run);

/// The run as TAP version 13 (every consumer reads it): a case is a test, what failed is its YAML
/// block.
std::string to_tap(const verdict::RunResult& run);

}  // namespace hopproof::reports

#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::reports {

/// The run as JUnit XML, as Jenkins' xunit plug-in (junit-10) reads it: one suite a director, one
/// test case a case; findings and mismatches in the failure's text, skips with their reason.
std::string to_junit(const verdict::RunResult& run);

}  // namespace hopproof::reports

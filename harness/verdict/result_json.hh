#pragma once

#include "harness/verdict/result.hh"

#include <string>
#include <string_view>

namespace hopproof::verdict {

/// The run as JSON, schema 1. New fields may come; readers must ignore
/// what they do not know. Text that is no UTF-8 is shown with U+FFFD.
std::string to_json(const RunResult& run);

/// One case, on one line: what a lab process hands to the harness.
std::string to_json(const CaseResult& result);

/// Reads what to_json wrote; unknown fields are ignored, missing ones keep their default. Throws
/// HostError("read result: ...") for anything that is not a result.
RunResult run_from_json(std::string_view text);
CaseResult case_from_json(std::string_view text);

}  // namespace hopproof::verdict

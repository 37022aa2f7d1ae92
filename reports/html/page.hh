#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof {

/// The whole run as one HTML file: no script, no request, opens from file://.
std::string html_report(const RunResult& run);

}  // namespace hopproof

#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::reports {

/// The report of a run: one HTML page that needs nothing else and loads nothing. The
/// summary is plain HTML; cases are packed, and opened by the page's own script (reports/app).
/// `folder` is where the page will be: links to captures are relative to it.
std::string html_report(const verdict::RunResult& run, const std::string& folder);

}  // namespace hopproof::reports

#pragma once

#include "harness/verdict/result.hh"
#include "reports/paint.hh"

#include <string>

namespace hopproof::reports {

/// The matrix of `why`: a row for each item with how the case ends without it and the minimal sets
/// that it is in; then what was run, saved and should be known. At most `width` columns where the
/// names of the items allow it: how the case ends goes to a line of its own when it must.
std::string why_text(const verdict::CaseResult& result, const Paint& paint, size_t width);

/// The columns of the terminal on this descriptor, COLUMNS, or 100.
size_t terminal_width(int fd);

}  // namespace hopproof::reports

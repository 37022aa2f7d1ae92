#pragma once

#include "harness/verdict/result.hh"
#include "reports/paint.hh"

#include <string>

namespace hopproof::reports {

/// The hops of a connection, one a line, in columns: way, hop, source > destination, remarks. An
/// asterisk stands after each part that was rewritten at that hop. Where `width` columns are too
/// few, the tuple goes below its hop; 0: as wide as it takes.
std::string hop_lines(const verdict::FlowResult& flow, const Paint& paint, int width);

}  // namespace hopproof::reports

#pragma once

#include "harness/verdict/result.hh"

#include <string>
#include <string_view>

namespace hopproof::verdict {

/// What a terminal shows of a failed claim: "FILE:LINE:COL: failed: message", the line of the case
/// with a caret, wanted and saw, the hop, and the tcpdump line. Every line ends with '\n'.
std::string render_mismatch(const MismatchResult& mismatch, std::string_view file,
                            std::string_view source);

}  // namespace hopproof::verdict

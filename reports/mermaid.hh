#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::reports {

/// A step's packets as the text of a mermaid sequence diagram: a lane per node, an arrow per
/// packet, an asterisk at what was rewritten, a note at the offending packet. Resends are left
/// out, and more than `most` arrows; a note says so.
std::string mermaid_ladder(const verdict::StepResult& step, size_t most);

}  // namespace hopproof::reports

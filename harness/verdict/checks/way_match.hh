#pragma once

#include "harness/verdict/names.hh"

#include <string>
#include <vector>

namespace hopproof::verdict {

/// How far one packet went along a way.
struct WayMatch {
  enum class End {
    whole,
    not_started,  ///< it does not start like the first line: not a packet of this way
    left,         ///< it went elsewhere, or was rewritten otherwise
    stopped,      ///< it came to a node and never left it
    lost,         ///< it left a node and never came to the next
    went_on,      ///< it left the node where the way ends
    unclear,      ///< a name could mean two addresses, and it hangs on that
  };
  End end = End::whole;
  size_t hop = 0;   ///< index of the line that does not hold; the number of lines for went_on
  std::string why;  ///< for not_started, left and unclear
  bool elsewhere = false;  ///< it went another hop, not: it was another packet
  Words words;             ///< with what was bound on the way
};

/// Follows a packet along the hops of a way, binding words at their first sighting.
WayMatch follow(const std::vector<HopClaim>& way, const trace::Journey& journey,
                const trace::Trace& trace, const Names& names, const Words& words);

}  // namespace hopproof::verdict

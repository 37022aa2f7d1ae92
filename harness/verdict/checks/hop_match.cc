#include "harness/verdict/checks/hop_match.hh"

namespace hopproof::verdict {

bool is_hop(const HopPattern& pattern, const trace::Crossing& crossing, const Names& names) {
  return names.is_node(pattern.from, crossing.from) && names.is_node(pattern.to, crossing.to) &&
         (pattern.network.empty() || pattern.network == crossing.network);
}

std::string hop_text(const trace::Crossing& crossing) {
  return crossing.from + " > " + (crossing.to.empty() ? "nobody" : crossing.to);
}

}  // namespace hopproof::verdict

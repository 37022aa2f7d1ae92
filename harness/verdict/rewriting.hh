#pragma once

#include "harness/trace/packet.hh"

#include <string>
#include <vector>

namespace hopproof::verdict {

/// Which parts of the tuple differ from the hop before: source, sport, destination, dport.
std::vector<std::string> rewritten_fields(const trace::Packet& before, const trace::Packet& after);

}  // namespace hopproof::verdict

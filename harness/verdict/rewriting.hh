#pragma once

#include "harness/trace/packet.hh"

#include <string>
#include <vector>

namespace hopproof {

/// Which parts of the tuple differ from the hop before: source, sport, destination, dport.
std::vector<std::string> rewritten_fields(const Packet& before, const Packet& after);

}  // namespace hopproof

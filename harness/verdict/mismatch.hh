#pragma once

#include "harness/verdict/connection.hh"

#include <string>
#include <vector>

namespace hopproof::verdict {

/// What the claims of one step are held against.
struct Evidence {
  const Case& deployment;
  const StepRecord& record;
  const std::string& pcapng;

  const trace::Trace& trace() const { return record.trace; }
};

using Mismatches = std::vector<MismatchResult>;

/// A mismatch that no single frame shows.
MismatchResult mismatch(std::string claim, const Place& place, std::string message);

/// Points the mismatch to a crossing: hop, interface, frame, and the tcpdump line that shows it.
void point_to(MismatchResult& mismatch, const trace::Crossing& crossing, const Evidence& evidence);

/// Output as a mismatch shows it: its first and last lines, without empty ones at its end.
std::string shown_output(std::string output);

/// "rs1 > client: SYN-ACK 1.65.15.143:80 > 1.65.15.140:40000"
std::string seen_text(const trace::Crossing& crossing);

/// "rs1 > director: 1.65.15.143:80 > 1.65.15.141:mport"; what is not known stays as written.
std::string wanted_text(const HopClaim& claim, const Names& names, const Words& words);

/// Many connections that fail alike are one mismatch: the first, with the number of the others.
void add_folded(Mismatches& all, Mismatches of_each_connection);

}  // namespace hopproof::verdict

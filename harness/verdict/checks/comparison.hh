#pragma once

#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::verdict {

/// A flow as a line of text in which ports that a kernel chose are words in the order in which they
/// appear ("p1"): a port that the case file names keeps its number.
std::string comparable(const FlowResult& flow, const std::string& case_source);

/// Holds the two directors' results of one case against each other: outcomes, servers, the tuple
/// and TTL at each hop, findings. A difference fails the engine's result, with a mismatch that
/// wants what the kernel did. Results that did not run are not compared.
void compare_directors(CaseResult& engine, const CaseResult& ipvs);

}  // namespace hopproof::verdict

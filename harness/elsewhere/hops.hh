#pragma once

#include "harness/elsewhere/coverage.hh"
#include "harness/elsewhere/view.hh"
#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::elsewhere {

/// A hop of a connection, and who saw it.
struct SeenHop {
  verdict::HopResult hop;
  std::string kind;  ///< of the first packet: "SYN"
  Observation observation = Observation::not_observed;
  std::string where;  ///< "lb.txt:1, rs1.txt:1"; "not captured"; "not seen at director"
};

struct SeenWay {
  std::vector<SeenHop> request, reply;
};

/// The way of the first packets, from whoever asked to whoever answered. What is between two places
/// that were captured is told apart from what nobody captured.
SeenWay way_of(const View& view, const Coverage& coverage);

}  // namespace hopproof::elsewhere

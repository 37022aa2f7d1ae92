#pragma once

#include "harness/case/outcome.hh"
#include "harness/trace/flow_key.hh"

#include <string>

namespace hopproof::trace {

/// A request on a connection and how it ended for the client: with an answer, an error or silence.
/// A connection that is held and asked again has several.
struct Exchange {
  FlowKey flow;
  Outcome outcome;
  std::string served;  ///< the name the answer gave ("I am rs1, ..."); "" when it gave none
  std::string answer;  ///< the answer's first 4 KiB, or a program's output
  std::string hold;    ///< the name it is held under, or was held under before this request
  int exit_code = 0;   ///< of a program
};

}  // namespace hopproof::trace

#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::imports {

/// The steps of a case over the deployment that was made of what its nodes print: to see whether it
/// is the same one.
struct Transplant {
  Case original;  ///< without needs and claims on counters, whose names no host knows
  Case rebuilt;   ///< nodes of the import; networks called as in the original
  std::vector<std::string> differences;  ///< what is not even there: nodes, wires
};

/// Programs, files and what a server speaks are the original's: no host tells of them.
Transplant transplant(const Case& original, const Case& imported);

/// How the two runs differ: verdict, outcomes, findings, tuples hop by hop. Ports that the case
/// does not name count as equal.
std::vector<std::string> differences_of(const verdict::CaseResult& original,
                                        const verdict::CaseResult& rebuilt);

}  // namespace hopproof::imports

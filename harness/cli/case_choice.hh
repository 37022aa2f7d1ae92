#pragma once

#include "harness/case/case.hh"
#include "harness/cli/run_options.hh"

#include <string>
#include <vector>

namespace hopproof::cli {

/// The cases to run, and whether others do not parse (all their errors are printed).
struct CaseChoice {
  std::vector<Case> cases;
  std::vector<std::string> ids;  ///< of the cases
  bool bad = false;
};

/// Those that the files, folders and the filter name; errors of the others are printed.
CaseChoice chosen_cases(const RunOptions& options);

/// Leaves out what other shards run. Throws HostError where the earlier run cannot be read.
void keep_shard(const RunOptions& options, CaseChoice& choice);

}  // namespace hopproof::cli

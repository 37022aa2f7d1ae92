#pragma once

#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::cli {

/// Reads runs that `--json` or `--report` wrote: files, or folders with every run.json below them,
/// sorted. A capture beside its run.json is named where it is now. Throws HostError for
/// what is not a run, and when nothing is there.
std::vector<verdict::RunResult> read_runs(const std::vector<std::string>& arguments);

}  // namespace hopproof::cli

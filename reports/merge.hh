#pragma once

#include "harness/verdict/result.hh"

#include <vector>

namespace hopproof::reports {

/// Several runs as one: shards, directors, kernels. Where the same case file was run twice by the
/// same director on the same kernel, the later result stands, at the place of the first.
struct MergedRun {
  verdict::RunResult run;
  int replaced = 0;  ///< results that a later one took the place of
};
MergedRun merge(std::vector<verdict::RunResult> runs);

}  // namespace hopproof::reports

#pragma once

#include "harness/case/case.hh"

#include <string>
#include <vector>

namespace hopproof::run {

/// Sentences for the reader of a run on the bundled engine: where kernel IPVS would show something
/// else for what this deployment has (docs/engine.md). Pure; empty for most.
std::vector<std::string> engine_differences(const Case& deployment);

}  // namespace hopproof::run

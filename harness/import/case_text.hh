#pragma once

#include "harness/import/deployment.hh"

#include <string>

namespace hopproof::imports {

/// The deployment as a case file: each line with its source as a comment, what was assumed and what
/// is missing at the head.
std::string case_text(const Deployment& deployment);

}  // namespace hopproof::imports

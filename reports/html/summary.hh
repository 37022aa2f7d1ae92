#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::html {

/// What the page shows without JavaScript: counts, every case with its verdict and why it failed,
/// and of cases that failed all that the terminal would say.
std::string summary(const RunResult& run);

}  // namespace hopproof::html

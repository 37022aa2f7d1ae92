#pragma once

#include "harness/verdict/result.hh"
#include "reports/paint.hh"

#include <string>
#include <vector>

namespace hopproof::reports {

/// The causes of a step, one below the other: where, what happened, what shows it, what it is not,
/// and the commands that help, each with its node. Every line ends with '\n'.
std::string findings_text(const std::vector<verdict::FindingResult>& findings, const Paint& paint);

}  // namespace hopproof::reports

#pragma once

#include "reports/diff.hh"

#include <vector>

namespace hopproof::reports {

using Changes = std::vector<RunChange>;

/// A step, and the case file that it comes from (ports written there are compared as numbers).
struct StepOfCase {
  const verdict::StepResult& step;
  const std::string& source;
};

/// Appends what step `number` does otherwise in the second run.
void step_changes(Changes& changes, const StepOfCase& before, const StepOfCase& after,
                  size_t number);

}  // namespace hopproof::reports

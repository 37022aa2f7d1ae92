#pragma once

#include "harness/verdict/judge.hh"

#include <vector>

namespace hopproof::verdict {

/// What a diagnosis of a step would need to know beyond its packets.
struct Inquiry {
  bool needed = false;  ///< something did not end well, or looks odd, or the case claims findings
  std::vector<RouteQuestion> routes;
};

/// To be asked while the lab stands, right after the step. `pool_may_have_changed`: a command of
/// the case may have changed the directors' services.
Inquiry inquiry_about(const Case& deployment, const StepRecord& record, const Bindings& before,
                      bool pool_may_have_changed);

}  // namespace hopproof::verdict

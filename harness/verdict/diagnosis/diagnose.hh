#pragma once

#include "harness/verdict/connection.hh"
#include "harness/verdict/mismatch.hh"

#include <vector>

namespace hopproof::verdict {

/// Finds the causes of how each connection of a step went, in the order in which they take effect.
/// None where the lab was not asked (StepRecord::facts).
void diagnose(std::vector<Connection>& connections, const Evidence& evidence,
              const Bindings& before);

/// The findings of some connections of a step as one list: each cause at each place once, in the
/// order in which they take effect, with the connections that it explains. Where servers of one
/// service fare differently, `uneven` comes last. `all` are the connections of the step.
std::vector<FindingResult> combined(const std::vector<const Connection*>& some,
                                    const std::vector<Connection>& all);

}  // namespace hopproof::verdict

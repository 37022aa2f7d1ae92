#pragma once

#include "harness/verdict/mismatch.hh"

#include <optional>

namespace hopproof {

/// `counters:` how far a counter moved in this step: `some` is at least 1, a number exactly that.
std::optional<MismatchResult> check_counter(const CounterClaim& claim, const StepRecord& record);

}  // namespace hopproof

#pragma once

#include "harness/differential/scenario.hh"

#include <functional>

namespace hopproof::differential {

/// The smallest scenario that can be had from `scenario` by leaving steps out, one or some at a
/// time, and for which `fails` still holds.
Scenario shrink(Scenario scenario, const std::function<bool(const Scenario&)>& fails);

}  // namespace hopproof::differential

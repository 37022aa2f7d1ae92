#pragma once

#include "harness/verdict/result.hh"

namespace hopproof::reports {

/// A small run for the writers' tests: one case that passed, one whose reply bypassed the director,
/// one skipped.
verdict::RunResult sample_result();

/// Gives a case of one step a finding, needs, why, fixes, lint and a prediction.
void add_causes(verdict::CaseResult& result);

}  // namespace hopproof::reports

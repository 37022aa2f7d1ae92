#pragma once

#include "harness/case/outcome.hh"
#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::ablate {

/// The first step that failed, or null.
const verdict::StepResult* first_broken(const verdict::CaseResult& result);

/// The step of this name, or null.
const verdict::StepResult* named_step(const verdict::CaseResult& result, const std::string& name);

/// "timeout", "refused, timeout": how the connections of the step ended, without those that were
/// answered where some were not; "answered, but rs1 served 2, not 1" where all were.
std::string broken_outcome(const verdict::StepResult& step);

/// True when every connection that broken_outcome() speaks of ended as `wanted`.
bool ended_as(const verdict::StepResult& step, const Outcome& wanted);

/// "reply-bypasses-director at rs1", in the order in which they take effect.
std::vector<std::string> finding_texts(const verdict::StepResult& step);

/// "2 (client: http 10.0.0.1:80)"
std::string step_label(const verdict::StepResult& step);

}  // namespace hopproof::ablate

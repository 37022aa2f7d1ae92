#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/result.hh"

namespace hopproof::run {

/// The deployment as a report shows it: nodes with their roles, interfaces and items. No verdict.
verdict::CaseResult describe(const Case& deployment);

}  // namespace hopproof::run

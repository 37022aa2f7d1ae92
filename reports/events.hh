#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::reports {

/// The JSON lines of `hopproof run --events`, each ending with '\n': run-started, then case-started
/// and case-finished as labs start and end, then run-finished. A case is known by its id and
/// director.
std::string run_started_event(size_t cases);
std::string case_started_event(const verdict::CaseResult& described);
std::string case_finished_event(const verdict::CaseResult& result);
std::string run_finished_event(const verdict::RunResult& run);

}  // namespace hopproof::reports

#pragma once

#include "harness/run/lab_queue.hh"

namespace hopproof::run {

/// The labs that prove the needs of a case that passed; nullopt when there is nothing to
/// prove. What they show goes into `needs` and the verdict.
std::optional<FollowUp> need_labs(const LabJob& job, const verdict::CaseResult& result);

/// The needs of a case that are not judged, with the reason.
void leave_needs_unjudged(verdict::CaseResult& result, const Case& deployment,
                          const std::string& reason);

}  // namespace hopproof::run

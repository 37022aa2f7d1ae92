#include "harness/run/need_labs.hh"

#include "harness/ablate/need_verdict.hh"

#include <iterator>

namespace hopproof {
namespace {

LabJob trial_job(const LabJob& whole, const NeedTrial& trial) {
  LabJob job{deployment_of(trial, whole.deployment), {}};
  job.options.director = whole.options.director;
  job.options.until_step = trial.until;
  return job;
}

/// Deals the results out to the needs, in the order in which their trials were asked for.
std::vector<NeedResult> judge_needs(const std::vector<Need>& needs, const CaseResult& whole,
                                    const std::vector<CaseResult>& results) {
  std::vector<NeedResult> judged;
  auto next = results.begin();
  for (const Need& need : needs) {
    const auto end = std::next(next, std::ptrdiff_t(need_trials(need).size()));
    judged.push_back(judge_need(need, whole, {next, end}));
    next = end;
  }
  return judged;
}

}  // namespace

void leave_needs_unjudged(CaseResult& result, const Case& deployment, const std::string& reason) {
  result.needs.clear();
  for (const Need& need : deployment.needs) result.needs.push_back(unjudged(need, reason));
}

std::optional<FollowUp> need_labs(const LabJob& job, const CaseResult& result) {
  const std::vector<Need>& needs = job.deployment.needs;
  if (needs.empty()) return std::nullopt;
  if (result.verdict != Verdict::passed) return std::nullopt;
  FollowUp follow_up;
  for (const Need& need : needs) {
    for (const NeedTrial& trial : need_trials(need))
      follow_up.jobs.push_back(trial_job(job, trial));
  }
  follow_up.conclude = [needs](CaseResult& whole, const std::vector<CaseResult>& results) {
    take_needs(whole, judge_needs(needs, whole, results));
  };
  return follow_up;
}

}  // namespace hopproof

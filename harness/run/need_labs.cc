#include "harness/run/need_labs.hh"

#include "harness/ablate/need_verdict.hh"

#include <iterator>

namespace hopproof::run {
namespace {

LabJob trial_job(const LabJob& whole, const ablate::NeedTrial& trial) {
  LabJob job{ablate::deployment_of(trial, whole.deployment), {}};
  job.options.director = whole.options.director;
  job.options.until_step = trial.until;
  return job;
}

/// Deals the results out to the needs, in the order in which their trials were asked for.
std::vector<verdict::NeedResult> judge_needs(const std::vector<Need>& needs,
                                             const verdict::CaseResult& whole,
                                             const std::vector<verdict::CaseResult>& results) {
  std::vector<verdict::NeedResult> judged;
  auto next = results.begin();
  for (const Need& need : needs) {
    const auto end = std::next(next, std::ptrdiff_t(ablate::need_trials(need).size()));
    judged.push_back(ablate::judge_need(need, whole, {next, end}));
    next = end;
  }
  return judged;
}

}  // namespace

void leave_needs_unjudged(verdict::CaseResult& result, const Case& deployment,
                          const std::string& reason) {
  result.needs.clear();
  for (const Need& need : deployment.needs) result.needs.push_back(ablate::unjudged(need, reason));
}

std::optional<FollowUp> need_labs(const LabJob& job, const verdict::CaseResult& result) {
  const std::vector<Need>& needs = job.deployment.needs;
  if (needs.empty()) return std::nullopt;
  if (result.verdict != verdict::Verdict::passed) return std::nullopt;
  FollowUp follow_up;
  for (const Need& need : needs) {
    for (const ablate::NeedTrial& trial : ablate::need_trials(need))
      follow_up.jobs.push_back(trial_job(job, trial));
  }
  follow_up.conclude = [needs](verdict::CaseResult& whole,
                               const std::vector<verdict::CaseResult>& results) {
    ablate::take_needs(whole, judge_needs(needs, whole, results));
  };
  return follow_up;
}

}  // namespace hopproof::run

#include "harness/run/lab_host.hh"

#include "harness/base/error.hh"
#include "harness/run/describe.hh"
#include "harness/run/kernel_release.hh"
#include "harness/run/lab_process.hh"
#include "harness/run/named_programs.hh"
#include "harness/run/only.hh"

namespace hopproof::run {

LabHost::~LabHost() {
  for (const auto& lab : leaving_) lab->await_end();
}

void LabHost::see_off(std::unique_ptr<RunningLab> lab) {
  constexpr size_t very_many = 16;
  leaving_.push_back(std::move(lab));
  std::erase_if(leaving_, [](const auto& one) { return one->has_ended(); });
  if (leaving_.size() > very_many) leaving_.front()->await_end();
}

std::unique_ptr<RunningLab> LocalHost::start(EventLoop& loop, const LabJob& job, Done done) {
  if (const auto reason = kept_out(job.deployment, job.options.director, kernel_release()))
    throw MissingCapability(*reason);
  require_programs(job.deployment, job.options.director == "engine" ? "ipvsadm" : "");
  return std::make_unique<LabProcess>(loop, job, std::move(done));
}

verdict::CaseResult without_run(const LabJob& job, verdict::Verdict verdict,
                                const std::string& reason) {
  verdict::CaseResult result = describe(job.deployment);
  result.director = job.options.director;
  result.verdict = verdict;
  result.reason = reason;
  return result;
}

}  // namespace hopproof::run

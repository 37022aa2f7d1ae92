#pragma once

#include "harness/base/event_loop.hh"
#include "harness/run/conductor.hh"
#include "netns/isolation.hh"

#include <functional>
#include <optional>
#include <string>

namespace hopproof {

struct LabJob {
  Case deployment;
  ConductOptions options;
};

/// One case on its way in an isolated process. The loop reads its result.
class LabProcess {
 public:
  /// `done` is called once, from the loop, when the result is complete or will not come.
  LabProcess(EventLoop& loop, const LabJob& job, std::function<void(CaseResult)> done);

  void kill() { process_.kill(); }

 private:
  void on_result();
  CaseResult read_result();

  const LabJob& job_;
  std::function<void(CaseResult)> done_;
  IsolatedProcess process_;
  std::string text_;
  EventLoop::Clock::time_point begun_ = EventLoop::Clock::now();
  EventLoop::Watch watch_;
};

/// What is known of a case before it runs, with a verdict and its reason: for labs that cannot run.
CaseResult without_run(const LabJob& job, Verdict verdict, const std::string& reason);

}  // namespace hopproof

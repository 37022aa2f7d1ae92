#pragma once

#include "harness/base/event_loop.hh"
#include "harness/run/conductor.hh"
#include "netns/isolation.hh"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hopproof {

struct LabJob {
  Case deployment;
  ConductOptions options;
};

class KeptLab;

/// One case on its way in an isolated process. The loop reads its result.
class LabProcess {
 public:
  /// `done` is called once, from the loop, when the result is complete or will not come.
  LabProcess(EventLoop& loop, const LabJob& job, std::function<void(CaseResult)> done);

  ~LabProcess();
  LabProcess(const LabProcess&) = delete;
  LabProcess& operator=(const LabProcess&) = delete;

  /// True for a lab that stands after its result was read (--keep): it ends with this object.
  bool is_kept() const { return kept_ != nullptr; }

 private:
  void on_result();
  CaseResult read_result();
  void keep(CaseResult& result);

  const LabJob& job_;
  std::function<void(CaseResult)> done_;
  IsolatedProcess process_;
  std::unique_ptr<KeptLab> kept_;
  std::string text_;
  EventLoop::Clock::time_point begun_ = EventLoop::Clock::now();
  EventLoop::Watch watch_;
};

/// What is known of a case before it runs, with a verdict and its reason: for labs that cannot run.
CaseResult without_run(const LabJob& job, Verdict verdict, const std::string& reason);

}  // namespace hopproof

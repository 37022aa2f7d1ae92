#pragma once

#include "harness/base/event_loop.hh"
#include "harness/run/lab_host.hh"
#include "netns/isolation.hh"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hopproof::run {

class KeptLab;

/// One case on its way in an isolated process. The loop reads its result, which comes before the
/// lab is taken down.
class LabProcess : public RunningLab {
 public:
  /// `done` is called once, from the loop, when the result is complete or will not come.
  LabProcess(EventLoop& loop, const LabJob& job, std::function<void(verdict::CaseResult)> done);

  ~LabProcess() override;

  bool is_kept() const override { return kept_ != nullptr; }
  bool has_ended() const override;
  void await_end() override;

 private:
  void on_result();
  verdict::CaseResult read_result();
  void keep(verdict::CaseResult& result);

  const LabJob& job_;
  std::function<void(verdict::CaseResult)> done_;
  netns::IsolatedProcess process_;
  std::unique_ptr<KeptLab> kept_;
  std::string text_;
  EventLoop::Clock::time_point begun_ = EventLoop::Clock::now();
  EventLoop::Watch watch_;
};

}  // namespace hopproof::run

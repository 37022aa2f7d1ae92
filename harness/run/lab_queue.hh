#pragma once

#include "harness/run/lab_host.hh"
#include "harness/run/signals.hh"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace hopproof {

struct QueueWatcher {
  std::function<void(const LabJob&)> started;
  std::function<void(const CaseResult&)> finished;
};

/// Runs each job in a lab on `host`, `at_once` of them side by side; results in the order of
/// the jobs. A lab that dies or says nothing is an error of its case. SIGINT and SIGTERM
/// end all labs; then the results so far are returned and interrupted() holds.
class LabQueue {
 public:
  LabQueue(LabHost& host, std::vector<LabJob> jobs, int at_once, QueueWatcher watcher,
           const InterruptSignals& signals);

  std::vector<CaseResult> run();
  bool interrupted() const { return interrupted_; }
  /// Labs that stand after run() (--keep); they end with this object.
  bool has_kept_labs() const { return !kept_.empty(); }

 private:
  void start_next();
  void finish(size_t index, CaseResult result);
  void retire(size_t index);
  bool is_done() const;

  LabHost& host_;
  std::vector<LabJob> jobs_;
  size_t at_once_;
  QueueWatcher watcher_;
  const InterruptSignals& signals_;
  EventLoop loop_;
  size_t next_ = 0;
  bool interrupted_ = false;
  std::vector<std::optional<CaseResult>> results_;
  std::vector<std::unique_ptr<RunningLab>> running_;  ///< by job
  std::vector<std::unique_ptr<RunningLab>> kept_;
  std::vector<size_t> ended_;  ///< jobs whose process can go
};

}  // namespace hopproof

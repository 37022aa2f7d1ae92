#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/case/case.hh"
#include "harness/run/conductor.hh"
#include "harness/verdict/result.hh"

namespace hopproof {

struct LabJob {
  Case deployment;
  ConductOptions options;
};

struct QueueWatcher {
  std::function<void(const LabJob&)> started;
  std::function<void(const CaseResult&)> finished;
};

/// Runs each job in an isolated process, `at_once` of them side by side; results in the order of the
/// jobs. A lab process that dies or says nothing is an error of its case. SIGINT and SIGTERM end all
/// labs; then the results so far are returned and `interrupted` is set.
class LabQueue {
 public:
  LabQueue(std::vector<LabJob> jobs, int at_once, QueueWatcher watcher);

  std::vector<CaseResult> run();
  bool interrupted() const { return interrupted_; }

 private:
  std::vector<LabJob> jobs_;
  int at_once_;
  QueueWatcher watcher_;
  bool interrupted_ = false;
};

}  // namespace hopproof

#pragma once

#include "harness/run/lab_host.hh"
#include "harness/run/lab_room.hh"
#include "harness/run/signals.hh"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace hopproof::run {

/// Labs that a result asks for before it is complete: variants of its case.
struct FollowUp {
  std::vector<LabJob> jobs;
  /// Completes the result with theirs, in the order of the jobs.
  std::function<void(verdict::CaseResult&, const std::vector<verdict::CaseResult>&)> conclude;
};

struct QueueWatcher {
  std::function<void(const LabJob&)> started;
  /// Called with a result that is complete.
  std::function<void(const verdict::CaseResult&)> finished;
  /// What else is to be run before this result is complete.
  std::function<std::optional<FollowUp>(const LabJob&, verdict::CaseResult&)> follow_up;
  /// Called at least every second while labs run.
  std::function<void()> waiting = {};
  /// Asked between labs: true ends what runs and starts nothing more.
  std::function<bool()> enough = {};
};

/// Runs each job in a lab on `host`, side by side as many as have room; results in the order of
/// the jobs. What a result asks for runs beside, parallel_variants labs of all together: such labs
/// wait more than they compute, and their case counts as running until they have ended. A lab
/// that dies or says nothing is an error of its case. SIGINT and SIGTERM end all labs; then
/// the complete results so far are returned and interrupted() holds.
class LabQueue {
 public:
  static constexpr int parallel_variants = 16;

  LabQueue(LabHost& host, std::vector<LabJob> jobs, LabRoom room, QueueWatcher watcher,
           const InterruptSignals& signals);

  std::vector<verdict::CaseResult> run();
  bool interrupted() const { return interrupted_; }
  /// Labs that stand after run() (--keep); they end with this object.
  bool has_kept_labs() const { return !kept_.empty(); }

 private:
  /// A job on its way; those that another asked for name it as their parent.
  struct Entry {
    LabJob job;
    Entry* parent = nullptr;
    std::unique_ptr<RunningLab> running;
    std::optional<verdict::CaseResult> result;
    FollowUp follow_up;
    std::vector<Entry*> children;
    bool complete = false;
  };

  Entry& add(LabJob job, Entry* parent);
  Entry* next_to_start();
  void start(Entry& entry);
  void finish(Entry& entry, verdict::CaseResult result);
  void ask_for_more(Entry& entry);
  void conclude(Entry& entry);
  void retire_ended();

  LabHost& host_;
  std::deque<Entry> entries_;
  LabRoom room_;
  std::deque<Entry*> waiting_cases_, waiting_variants_;
  int cases_ = 0, variants_ = 0;  ///< under way
  size_t incomplete_ = 0;
  QueueWatcher watcher_;
  const InterruptSignals& signals_;
  EventLoop loop_;
  bool interrupted_ = false;
  std::vector<std::unique_ptr<RunningLab>> kept_;
  std::vector<Entry*> ended_;  ///< whose result was read
};

}  // namespace hopproof::run

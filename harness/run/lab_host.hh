#pragma once

#include "harness/base/event_loop.hh"
#include "harness/run/conductor.hh"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hopproof::run {

struct LabJob {
  Case deployment;
  ConductOptions options;
};

/// A job on its way, wherever its lab is built. Ends it by force when it goes.
class RunningLab {
 public:
  RunningLab() = default;
  RunningLab(const RunningLab&) = delete;
  RunningLab& operator=(const RunningLab&) = delete;
  virtual ~RunningLab() = default;

  /// True for a lab that stands after its result was read (--keep): it ends with this object.
  virtual bool is_kept() const { return false; }

  /// True when nothing of it is left: a lab is taken down after its result was read.
  virtual bool has_ended() const { return true; }
  virtual void await_end() {}
};

/// Where labs are built: this host, or a virtual machine (vm/remote_lab.hh).
class LabHost {
 public:
  using Done = std::function<void(verdict::CaseResult)>;

  LabHost() = default;
  LabHost(const LabHost&) = delete;
  LabHost& operator=(const LabHost&) = delete;
  /// Waits until nothing is left of the labs that were seen off.
  virtual ~LabHost();

  /// Starts a job, which must live until `done` is called: once, from the loop, when the result is
  /// complete or will not come. Throws MissingCapability with the reason
  /// for what cannot run here.
  virtual std::unique_ptr<RunningLab> start(EventLoop& loop, const LabJob& job, Done done) = 0;

  /// Takes a lab whose result was read: it is taken down while others run. Waits where very many
  /// are.
  void see_off(std::unique_ptr<RunningLab> lab);

  /// How many labs make sense side by side, whatever a user says, where the place has processors of
  /// its own; 0 where labs share this host's.
  virtual int parallel_labs() const { return 0; }

 private:
  std::vector<std::unique_ptr<RunningLab>> leaving_;  ///< the oldest first
};

/// This host's kernel: every lab is an isolated process.
class LocalHost : public LabHost {
 public:
  std::unique_ptr<RunningLab> start(EventLoop& loop, const LabJob& job, Done done) override;
};

/// What is known of a case before it runs, with a verdict and its reason: for labs that cannot run.
verdict::CaseResult without_run(const LabJob& job, verdict::Verdict verdict,
                                const std::string& reason);

}  // namespace hopproof::run

#pragma once

#include "harness/base/fd.hh"

#include <csignal>

namespace hopproof::run {

/// SIGINT, SIGTERM, and SIGHUP unless it is ignored (nohup), come as a readable descriptor while
/// this lives, not as sudden death.
class InterruptSignals {
 public:
  InterruptSignals();
  InterruptSignals(const InterruptSignals&) = delete;
  InterruptSignals& operator=(const InterruptSignals&) = delete;
  ~InterruptSignals();

  const Fd& fd() const { return fd_; }
  /// Whether one has come since this was made.
  bool came() const;
  /// From now on such a signal ends the process with status 130, where no object of this is there.
  static void end_with_130();
  /// In a forked child: the mask is inherited, and programs expect none.
  static void restore_in_child();

 private:
  sigset_t before_{};
  mutable bool came_ = false;
  Fd fd_;
};

}  // namespace hopproof::run

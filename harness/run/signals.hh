#pragma once

#include "harness/base/fd.hh"

#include <csignal>

namespace hopproof::run {

/// SIGINT and SIGTERM come as a readable descriptor while this lives, not as sudden death.
class InterruptSignals {
 public:
  InterruptSignals();
  InterruptSignals(const InterruptSignals&) = delete;
  InterruptSignals& operator=(const InterruptSignals&) = delete;
  ~InterruptSignals();

  const Fd& fd() const { return fd_; }
  /// Takes what has come: left pending, it would end the process when this goes.
  void take() const;
  /// In a forked child: the mask is inherited, and programs expect none.
  static void restore_in_child();

 private:
  sigset_t before_{};
  Fd fd_;
};

}  // namespace hopproof::run

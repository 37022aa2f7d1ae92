#pragma once

#include "harness/base/fd.hh"
#include "netns/child.hh"

#include <functional>
#include <string>

#include <sys/types.h>

namespace hopproof::netns {

/// A process of ours that owns everything it starts: it has a PID namespace, whose end is the end
/// of every process in it, a mount namespace, and where the caller is not root a user namespace in
/// which it is. When the caller dies, however it dies, all of it is gone, and so is the folder that
/// body finds in $TMPDIR.
///
///     caller -> keeper -> init (1 in its PID namespace: reaps) -> body
class IsolatedProcess {
 public:
  /// Runs `body` there; what it writes to the descriptor is read from result(), and what it returns
  /// is the exit code. Returns when the namespaces stand and body is about to run. Throws
  /// MissingCapability with the reason where namespaces are refused.
  explicit IsolatedProcess(std::function<int(Fd result)> body);
  IsolatedProcess(const IsolatedProcess&) = delete;
  IsolatedProcess& operator=(const IsolatedProcess&) = delete;
  ~IsolatedProcess();  ///< ends it as kill() does

  /// What body writes; ends when body and whom it gave the descriptor have closed it.
  const Fd& result() const { return result_; }
  /// The keeper: a child of the caller that ends last.
  pid_t pid() const { return keeper_; }
  /// Readable when everything has ended.
  const Fd& pidfd() const { return keeper_fd_; }
  /// The init: in its namespaces, for `nsenter -t`; not its user id 0.
  pid_t init_pid() const { return init_; }

  /// SIGKILL to all of it; wait() then returns soon.
  void kill();
  /// Waits until everything has ended: the code that body returned, or 128 + a signal.
  ExitStatus wait();

 private:
  void learn_set_up(const Fd& report);

  Fd result_;
  Fd keeper_fd_, init_fd_;
  pid_t keeper_ = 0;  ///< 0: reaped
  pid_t init_ = 0;
  ExitStatus status_;
};

}  // namespace hopproof::netns

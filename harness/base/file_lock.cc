#include "harness/base/file_lock.hh"

#include "harness/base/error.hh"
#include "harness/base/pidfd.hh"

#include <cerrno>
#include <csignal>

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace hopproof {
namespace {

[[noreturn]] void wait_for_lock(const Fd& file) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::_exit(::flock(file.get(), LOCK_EX) == 0 ? 0 : 1);
}

}  // namespace

/// The lock belongs to the open file, not to a process: a child that can be ended waits for it.
void lock_within(const Fd& file, const std::string& path, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) throw_errno("lock " + path);
  const pid_t child = check("wait for the lock " + path, ::fork());
  if (child == 0) wait_for_lock(file);
  const Fd watched = open_pidfd(child);
  const bool in_time = watched && has_ended_by(watched, deadline);
  if (!in_time) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (in_time && WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  throw HostError(in_time ? fmt::format("the wait for the lock {} was interrupted", path)
                          : fmt::format("another process has locked {0}, and has not finished in "
                                        "{1} ms; `fuser -v {0}` names it",
                                        path, limit.count()));
}

}  // namespace hopproof

#include "netns/isolation.hh"

#include "harness/base/error.hh"
#include "harness/base/pidfd.hh"
#include "harness/base/pipe.hh"
#include "netns/isolated_body.hh"

#include <cerrno>
#include <csignal>
#include <cstdio>

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof::netns {
namespace {

Fd watched(pid_t pid) {
  Fd process = open_pidfd(pid);
  if (!process) throw_errno("watch a process");
  return process;
}

}  // namespace

IsolatedProcess::IsolatedProcess(std::function<int(Fd)> body) {
  Pipe result, report;
  std::fflush(nullptr);  // or what is buffered is written by every copy of this process
  const Fd caller = watched(::getpid());
  keeper_ = check("start a process", ::fork());
  if (keeper_ == 0) {
    result.read.reset();
    report.read.reset();
    keep_isolated(caller, report.write, std::move(result.write), body);
  }
  report.write.reset();
  try {
    keeper_fd_ = watched(keeper_);
    learn_set_up(report.read);
  } catch (...) {
    ::kill(keeper_, SIGKILL);
    ::waitpid(keeper_, nullptr, 0);
    throw;
  }
  result_ = std::move(result.read);
}

void IsolatedProcess::learn_set_up(const Fd& report) {
  SetUpReport reported;
  const ssize_t size = ::read(report.get(), &reported, sizeof reported);
  if (size != ssize_t(sizeof reported))
    throw HostError("an isolated process died while it was set up");
  reported.refused[sizeof reported.refused - 1] = '\0';
  if (reported.init_pid == 0)
    throw MissingCapability(std::string("a lab cannot be isolated here: ") + reported.refused);
  init_ = reported.init_pid;
  // The keeper reaps init before it ends itself; as long as it lives the number is init's.
  init_fd_ = open_pidfd(init_);
}

IsolatedProcess::~IsolatedProcess() {
  if (keeper_ == 0) return;
  kill();
  ::waitpid(keeper_, nullptr, 0);
}

void IsolatedProcess::kill() {
  // With init goes all of it, and the keeper, who waits for that, reports when it is done.
  if (init_fd_) ::syscall(SYS_pidfd_send_signal, init_fd_.get(), SIGKILL, nullptr, 0);
}

ExitStatus IsolatedProcess::wait() {
  if (keeper_ == 0) return status_;
  int status = 0;
  while (::waitpid(keeper_, &status, 0) < 0)
    if (errno != EINTR) throw_errno("wait for an isolated process");
  keeper_ = 0;
  const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  status_ = {code, code > 128};
  return status_;
}

}  // namespace hopproof::netns

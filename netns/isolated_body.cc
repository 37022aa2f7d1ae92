#include "netns/isolated_body.hh"

#include "harness/base/error.hh"
#include "harness/base/pidfd.hh"
#include "harness/base/standard_streams.hh"
#include "netns/scratch_folder.hh"
#include "netns/sysctl.hh"
#include "netns/user_namespace.hh"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>

#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof::netns {
namespace {

pid_t body_of_init = 0;  // for the signal handler of init

/// 128 + the signal for a process that one ended.
int exit_code(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  return exit_code(status);
}

/// Asks to be ended with the parent, and ends at once if that was too late.
void die_with(const Fd& parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  pollfd ended{parent.get(), POLLIN, 0};
  if (!parent || ::poll(&ended, 1, 0) != 0) ::_exit(EXIT_FAILURE);
}

/// Best effort: a container may forbid what a plain host allows, and labs live without it.
void arrange_mounts() {
  ::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
  // Rootless, the lock of iptables and pid files have to go somewhere.
  if (::access("/run", W_OK) != 0)
    ::mount("run", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=16m");
}

int run_body(Fd result, const std::function<int(Fd)>& body) {
  int code = EXIT_FAILURE;
  try {
    code = body(std::move(result));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hopproof: %s\n", error.what());
  }
  std::fflush(nullptr);
  return code;
}

constexpr int passed_on[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};

void unblock_signals() {
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Handlers and masks of the caller mean nothing here.
void reset_signals() {
  for (const int number : passed_on) ::signal(number, SIG_DFL);
  for (const int number : {SIGCHLD, SIGPIPE}) ::signal(number, SIG_DFL);
  unblock_signals();
}

/// The kernel gives init no default handling: what is not handled is lost. Blocked until body is
/// there to get it.
void handle_signals_as_init() {
  sigset_t blocked;
  ::sigemptyset(&blocked);
  for (const int number : passed_on) ::sigaddset(&blocked, number);
  ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
  struct sigaction action {};
  action.sa_handler = [](int number) { ::kill(body_of_init, number); };
  for (const int number : passed_on) ::sigaction(number, &action, nullptr);
}

/// Init reaps whatever loses its parent; its own end, with body's, ends all the rest.
[[noreturn]] void live_as_init(Fd result, const std::function<int(Fd)>& body) {
  arrange_mounts();
  handle_signals_as_init();
  const pid_t child = ::fork();
  if (child < 0) ::_exit(EXIT_FAILURE);
  if (child == 0) {
    reset_signals();
    ::_exit(run_body(std::move(result), body));
  }
  result.reset();
  leave_standard_streams();  // a kept lab lives longer than who reads what it prints
  body_of_init = child;
  unblock_signals();
  int status = 0;
  for (pid_t ended = 0; ended != child; ended = ::wait(&status))
    if (ended < 0 && errno != EINTR) ::_exit(EXIT_FAILURE);
  ::_exit(exit_code(status));
}

[[noreturn]] void refuse(const Fd& report, const std::string& why) {
  SetUpReport reported;
  why.copy(reported.refused, sizeof reported.refused - 1);
  (void)!::write(report.get(), &reported, sizeof reported);
  ::_exit(EXIT_FAILURE);
}

std::string failure(const char* attempt) {
  return "cannot " + std::string(attempt) + ": " + std::strerror(errno);
}

/// Namespaces made from here have a table of TCP sockets of their own: every look at their sockets,
/// and their end, otherwise walks the host's, which grows with its memory
/// (inet_pernet_hashinfo_alloc; not before Linux 6.1, where it stays as it is).
void ask_for_small_tcp_tables() { write_sysctl("net/ipv4/tcp_child_ehash_entries", "512"); }

/// Everything but the PID namespace, which only a child can be in.
void enter_namespaces(const Fd& report) {
  if (!may_administer()) {
    const std::string refused = enter_user_namespace();
    if (!refused.empty()) refuse(report, "cannot " + refused);
  }
  // The network namespace is the one to come home to from those of the nodes: without root the
  // caller's, which belongs to another user namespace, could be left but not entered again.
  if (::unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET) != 0)
    refuse(report, failure("create a mount, a PID and a network namespace"));
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    refuse(report, failure("make mounts private"));
  ask_for_small_tcp_tables();
}

/// Waits for the end of init, which it brings about when the caller ends: a lab has no owner then.
int outlive_init(pid_t init, const Fd& caller) {
  const Fd init_fd = open_pidfd(init);
  pollfd ended[] = {{caller.get(), POLLIN, 0}, {init_fd.get(), POLLIN, 0}};
  while (::poll(ended, 2, -1) < 0 && errno == EINTR) continue;
  if (ended[1].revents == 0) ::kill(init, SIGKILL);
  return wait_for(init);
}

/// Forks init and stays until its end. What the lab leaves in $TMPDIR goes then, also when the
/// caller was killed and cannot clean up.
int keep(const Fd& caller, const Fd& report, Fd result, const std::function<int(Fd)>& body) {
  const ScratchFolder scratch;
  ::setenv("TMPDIR", scratch.path().c_str(), 1);
  const Fd self = open_pidfd(::getpid());
  const pid_t init = ::fork();
  if (init < 0) refuse(report, failure("start a process in a PID namespace"));
  if (init == 0) {
    ::close(report.get());
    die_with(self);
    live_as_init(std::move(result), body);
  }
  result.reset();
  SetUpReport reported;
  reported.init_pid = init;
  (void)!::write(report.get(), &reported, sizeof reported);
  leave_standard_streams();
  return outlive_init(init, caller);
}

}  // namespace

void keep_isolated(const Fd& caller, const Fd& report, Fd result,
                   const std::function<int(Fd)>& body) {
  reset_signals();
  // Ctrl-C is meant for the caller and for body; without its keeper a lab leaves its folder behind.
  for (const int number : passed_on) ::signal(number, SIG_IGN);
  enter_namespaces(report);
  int code = EXIT_FAILURE;
  try {
    code = keep(caller, report, std::move(result), body);
  } catch (const HostError& error) {
    refuse(report, error.what());
  }
  ::_exit(code);
}

}  // namespace hopproof::netns

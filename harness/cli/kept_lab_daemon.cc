#include "harness/cli/kept_lab_daemon.hh"

#include "harness/base/error.hh"
#include "harness/base/fd.hh"
#include "harness/cli/exit_code.hh"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof {
namespace {

namespace fs = std::filesystem;

/// One file for each daemon, named by its process.
fs::path daemon_folder() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && *runtime != '\0') return fs::path(runtime) / "hopproof";
  return fs::temp_directory_path() / fmt::format("hopproof-kept-{}", ::getuid());
}

fs::path file_of(pid_t pid) { return daemon_folder() / std::to_string(pid); }

void write_daemon_file(const std::string& what) {
  fs::create_directories(daemon_folder());
  fs::permissions(daemon_folder(), fs::perms::owner_all);
  std::ofstream(file_of(::getpid())) << what;
}

/// Output goes on to nobody, so that a pipe that reads the parent's ends.
void leave_terminal() {
  ::setsid();
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  for (const int fd : {0, 1, 2}) ::dup2(null.get(), fd);
}

void wait_for_the_end() {
  sigset_t end;
  sigemptyset(&end);
  sigaddset(&end, SIGTERM);
  sigaddset(&end, SIGINT);
  ::sigprocmask(SIG_BLOCK, &end, nullptr);
  int signal = 0;
  ::sigwait(&end, &signal);
  std::error_code ignored;
  fs::remove(file_of(::getpid()), ignored);
}

void announce(const Fd& status, int value) {
  if (::write(status.get(), &value, sizeof value) != ssize_t(sizeof value))
    throw_errno("report the status");
  leave_terminal();
  wait_for_the_end();
}

Fd open_process(pid_t pid) { return Fd(int(::syscall(SYS_pidfd_open, pid, 0))); }

}  // namespace

int run_kept_lab_daemon(const std::string& what,
                        const std::function<int(const std::function<void(int)>&)>& work) {
  int ends[2];
  check("create a pipe", ::pipe2(ends, O_CLOEXEC));
  const Fd read(ends[0]);
  Fd write(ends[1]);
  const pid_t pid = check("start the daemon that keeps the labs", ::fork());
  if (pid == 0) {
    write_daemon_file(what);
    const int status = work([&write](int value) { announce(write, value); });
    std::error_code ignored;
    fs::remove(file_of(::getpid()), ignored);
    std::exit(status);
  }
  write.reset();
  int status = kBrokenHost;
  if (::read(read.get(), &status, sizeof status) == ssize_t(sizeof status)) return status;
  int ended = 0;
  ::waitpid(pid, &ended, 0);  // it had nothing to hold
  return WIFEXITED(ended) ? WEXITSTATUS(ended) : kBrokenHost;
}

std::vector<KeptLabDaemon> find_kept_lab_daemons() {
  std::vector<KeptLabDaemon> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(daemon_folder(), error)) {
    const pid_t pid = pid_t(std::atoi(entry.path().filename().c_str()));
    std::ifstream comm(fmt::format("/proc/{}/comm", pid));
    std::string name;
    if (pid <= 0 || !std::getline(comm, name) || name != "hopproof") {
      fs::remove(entry.path(), error);  // left by a daemon that was killed
      continue;
    }
    std::ifstream file(entry.path());
    found.push_back({pid, {std::istreambuf_iterator<char>(file), {}}});
  }
  return found;
}

int end_kept_lab_daemons() {
  const auto daemons = find_kept_lab_daemons();
  for (const KeptLabDaemon& daemon : daemons) {
    const Fd process = open_process(daemon.pid);
    if (!process || ::kill(daemon.pid, SIGTERM) != 0) continue;
    pollfd ended{process.get(), POLLIN, 0};
    while (::poll(&ended, 1, -1) < 0) {
    }
  }
  return int(daemons.size());
}

}  // namespace hopproof

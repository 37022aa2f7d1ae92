#include "harness/cli/kept_lab_daemon.hh"

#include "harness/base/error.hh"
#include "harness/base/pidfd.hh"
#include "harness/base/pipe.hh"
#include "harness/base/read_file.hh"
#include "harness/cli/exit_code.hh"

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof::cli {
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

/// Further output is discarded, so that a pipe that reads the parent's output ends.
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

}  // namespace

int run_kept_lab_daemon(const std::string& what,
                        const std::function<int(const std::function<void(int)>&)>& work) {
  Pipe pipe;
  const pid_t pid = check("start the daemon that keeps the labs", ::fork());
  if (pid == 0) {
    write_daemon_file(what);
    const int status = work([&pipe](int value) { announce(pipe.write, value); });
    std::error_code ignored;
    fs::remove(file_of(::getpid()), ignored);
    std::exit(status);
  }
  pipe.write.reset();
  int status = exit_broken_host;
  if (::read(pipe.read.get(), &status, sizeof status) == ssize_t(sizeof status)) return status;
  int ended = 0;
  ::waitpid(pid, &ended, 0);  // it had nothing to hold
  return WIFEXITED(ended) ? WEXITSTATUS(ended) : exit_broken_host;
}

std::vector<KeptLabDaemon> find_kept_lab_daemons() {
  std::vector<KeptLabDaemon> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(daemon_folder(), error)) {
    const pid_t pid = pid_t(std::atoi(entry.path().filename().c_str()));
    if (pid <= 0 || read_file_if_any(fmt::format("/proc/{}/comm", pid)) != "hopproof\n") {
      fs::remove(entry.path(), error);  // of a daemon that was killed
      continue;
    }
    found.push_back({pid, read_file_if_any(entry.path())});
  }
  return found;
}

int end_kept_lab_daemons() {
  const auto daemons = find_kept_lab_daemons();
  for (const KeptLabDaemon& daemon : daemons) {
    const Fd process = open_pidfd(daemon.pid);
    if (!process || ::kill(daemon.pid, SIGTERM) != 0) continue;
    pollfd ended{process.get(), POLLIN, 0};
    while (::poll(&ended, 1, -1) < 0) {
    }
  }
  return int(daemons.size());
}

}  // namespace hopproof::cli

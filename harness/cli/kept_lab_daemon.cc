#include "harness/cli/kept_lab_daemon.hh"

#include "harness/base/error.hh"
#include "harness/base/pidfd.hh"
#include "harness/base/pipe.hh"
#include "harness/base/standard_streams.hh"
#include "harness/base/write_all.hh"
#include "harness/cli/exit_code.hh"

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof::cli {
namespace {

/// One file for each daemon, named by its process: its start time, then the case files.
run::StateFolder daemon_folder() { return run::StateFolder("kept"); }

std::string own_name() { return std::to_string(::getpid()); }

/// Of a long list the start is enough for who looks for his run.
std::string shortened(const std::string& what) {
  constexpr size_t most = 2000;
  return what.size() <= most ? what : what.substr(0, most) + " ...";
}

void write_daemon_file(const std::string& what) {
  const run::StateFolder folder = daemon_folder();
  folder.remove(own_name());  // of a process that had this number before
  write_all(folder.create(own_name()).get(),
            fmt::format("{} {}", run::ProcessRecord::of(::getpid()).start, shortened(what)),
            "the kept run");
}

/// Nothing where the file is not one that a daemon writes.
std::optional<KeptLabDaemon> daemon_from(const std::string& name, const std::string& text) {
  KeptLabDaemon daemon;
  const auto [end, error] =
      std::from_chars(name.data(), name.data() + name.size(), daemon.process.pid);
  const auto space = text.find(' ');
  if (error != std::errc() || end != name.data() + name.size() || daemon.process.pid <= 0 ||
      space == std::string::npos)
    return std::nullopt;
  const auto start = std::from_chars(text.data(), text.data() + space, daemon.process.start);
  if (start.ec != std::errc() || start.ptr != text.data() + space) return std::nullopt;
  daemon.what = text.substr(space + 1);
  return daemon;
}

/// Further output is discarded, so that a pipe that reads the parent's output ends.
void leave_terminal() {
  ::setsid();
  leave_standard_streams();
}

void wait_for_the_end() {
  sigset_t end;
  sigemptyset(&end);
  sigaddset(&end, SIGTERM);
  sigaddset(&end, SIGINT);
  ::sigprocmask(SIG_BLOCK, &end, nullptr);
  int signal = 0;
  ::sigwait(&end, &signal);
  daemon_folder().remove(own_name());
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
    daemon_folder().remove(own_name());
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
  const run::StateFolder folder = daemon_folder();
  for (const std::string& name : folder.names()) {
    const auto text = folder.read(name);
    const auto daemon = text ? daemon_from(name, *text) : std::nullopt;
    if (!daemon) continue;
    if (run::ProcessRecord::of(daemon->process.pid).start == daemon->process.start)
      found.push_back(*daemon);
    else
      folder.remove(name);  // of a daemon that was killed
  }
  return found;
}

EndedDaemons end_kept_lab_daemons(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  EndedDaemons all;
  std::vector<std::pair<pid_t, Fd>> asked;
  for (const KeptLabDaemon& daemon : find_kept_lab_daemons()) try {
      if (Fd fd = run::ask_to_end(daemon.process))
        asked.emplace_back(daemon.process.pid, std::move(fd));
    } catch (const HostError& error) {
      all.complaints.emplace_back(error.what());
    }
  for (const auto& [pid, fd] : asked) {
    if (has_ended_by(fd, deadline))
      ++all.ended;
    else
      all.complaints.push_back(fmt::format(
          "the kept run {0} did not end within {1} ms; kill -9 {0} ends it", pid, limit.count()));
  }
  return all;
}

}  // namespace hopproof::cli

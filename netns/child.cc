#include "netns/child.hh"

#include "harness/base/address.hh"
#include "harness/base/bounded_text.hh"
#include "harness/base/error.hh"
#include "harness/base/process_stat.hh"
#include "harness/base/text.hh"
#include "netns/launch.hh"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace hopproof::netns {
namespace {

namespace fs = std::filesystem;

constexpr size_t output_limit = size_t{1024} * 1024;
constexpr size_t most_at_once = size_t{1024} * 1024;

ExitStatus status_from(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return {info.si_status, false};
  return {128 + info.si_status, true};
}

/// Is there a process in this group, beside its leader, that is no zombie?
bool group_has_others(pid_t leader) {
  std::error_code gone;  // a process may end while we look
  for (fs::directory_iterator entry("/proc", gone), end; !gone && entry != end;
       entry.increment(gone)) {
    const auto pid = parse_number(entry->path().filename().string(), INT32_MAX);
    if (!pid || pid_t(*pid) == leader) continue;
    const auto stat = ProcessStat::of(pid_t(*pid));
    if (stat && stat->group == leader && stat->state != 'Z' && stat->state != 'X') return true;
  }
  return false;
}

}  // namespace

/// The leader stays a zombie until the destructor has ended its group: as long as it is not reaped,
/// the kernel gives its number to no other process or group.
struct Child::Impl {
  Launched launched;
  bool own_group = true;
  Fd output_fd;
  BoundedText output{output_limit};
  bool output_ended = false;

  explicit Impl(const ChildSpec& spec)
      : launched(launch(spec)),
        own_group(!spec.inherit_terminal),
        output_fd(std::move(launched.output)),
        output_ended(!output_fd) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  ~Impl() {
    ::kill(own_group ? -launched.pid : launched.pid, SIGKILL);
    siginfo_t info{};
    while (::waitid(P_PID, id_t(launched.pid), &info, WEXITED) != 0 && errno == EINTR) continue;
  }

  void wait_for_event() const {
    pollfd fds[2] = {{launched.pidfd.get(), POLLIN, 0},
                     {output_ended ? -1 : output_fd.get(), POLLIN, 0}};
    if (::poll(fds, 2, -1) < 0 && errno != EINTR) throw_errno("wait for a program");
  }
};

Child::Child(const ChildSpec& spec) : impl_(std::make_unique<Impl>(spec)) {}
Child::Child(Child&&) noexcept = default;
Child& Child::operator=(Child&&) noexcept = default;
Child::~Child() = default;

pid_t Child::pid() const { return impl_->launched.pid; }
const Fd& Child::pidfd() const { return impl_->launched.pidfd; }
const Fd& Child::output_fd() const { return impl_->output_fd; }
std::string Child::output() const { return impl_->output.text(); }
size_t Child::output_size() const { return impl_->output.size(); }

// Bounded: one that writes faster than we read would never let us go.
bool Child::read_output() {
  char chunk[16 * 1024];
  const size_t before = output_size();
  while (!impl_->output_ended && output_size() - before < most_at_once) {
    const ssize_t size = ::read(impl_->output_fd.get(), chunk, sizeof chunk);
    if (size > 0) impl_->output.append({chunk, size_t(size)});
    if (size == 0) impl_->output_ended = true;
    if (size < 0 && errno == EAGAIN) return true;
    if (size < 0 && errno != EINTR) throw_errno("read the output of a program");
  }
  return !impl_->output_ended;
}

std::optional<ExitStatus> Child::poll() {
  siginfo_t info{};
  check("wait for a program", ::waitid(P_PID, id_t(pid()), &info, WEXITED | WNOHANG | WNOWAIT));
  if (info.si_pid == 0) return std::nullopt;
  return status_from(info);
}

ExitStatus Child::wait() {
  for (;;) {
    const std::optional<ExitStatus> ended = poll();
    read_output();  // after poll(): what it wrote before its end is in the pipe by now
    if (ended) return *ended;
    impl_->wait_for_event();
  }
}

bool Child::has_left_processes() const {
  return !impl_->output_ended || (impl_->own_group && group_has_others(pid()));
}

void Child::signal(int number) { ::kill(impl_->own_group ? -pid() : pid(), number); }

Finished run(const ChildSpec& spec) {
  Child child(spec);
  const ExitStatus status = child.wait();
  return {status, child.output()};
}

Finished run_packaged(const ChildSpec& spec, const std::string& package) {
  try {
    return run(spec);
  } catch (const SystemError& error) {
    if (error.error_number() == ENOENT)
      throw MissingCapability(spec.words[0] + " is not installed (package " + package + ")");
    throw;
  }
}

}  // namespace hopproof::netns

#include "netns/child.hh"

#include "harness/base/error.hh"
#include "netns/launch.hh"

#include <cerrno>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace hopproof::netns {
namespace {

constexpr size_t output_limit = size_t{1024} * 1024;

ExitStatus status_from(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return {info.si_status, false};
  return {128 + info.si_status, true};
}

}  // namespace

/// The leader stays a zombie until the destructor has ended its group: as long as it is not reaped,
/// the kernel gives its number to no other process or group.
struct Child::Impl {
  Launched launched;
  bool own_group = true;
  Fd output_fd;
  std::string output;
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

  void keep(const char* bytes, size_t size) {
    if (output.size() < output_limit)
      output.append(bytes, std::min(size, output_limit - output.size()));
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
const std::string& Child::output() const { return impl_->output; }

bool Child::read_output() {
  char chunk[16 * 1024];
  while (!impl_->output_ended) {
    const ssize_t size = ::read(impl_->output_fd.get(), chunk, sizeof chunk);
    if (size > 0) impl_->keep(chunk, size_t(size));
    if (size == 0) impl_->output_ended = true;
    if (size < 0 && errno == EAGAIN) return true;
    if (size < 0 && errno != EINTR) throw_errno("read the output of a program");
  }
  return false;
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

void Child::signal(int number) { ::kill(impl_->own_group ? -pid() : pid(), number); }

Finished run(const ChildSpec& spec) {
  Child child(spec);
  const ExitStatus status = child.wait();
  return {status, child.output()};
}

}  // namespace hopproof::netns

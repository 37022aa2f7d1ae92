#include "harness/run/signals.hh"

#include "harness/base/error.hh"

#include <sys/signalfd.h>
#include <unistd.h>

namespace hopproof::run {
namespace {

constexpr int interrupted_status = 130;

bool is_ignored(int number) {
  struct sigaction now {};
  return ::sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

sigset_t interrupts() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  if (!is_ignored(SIGHUP)) sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

InterruptSignals::InterruptSignals() {
  const sigset_t set = interrupts();
  check("block signals", ::sigprocmask(SIG_BLOCK, &set, &before_));
  fd_ = Fd(check("watch signals", ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)));
}

// What is left pending would end the process now.
InterruptSignals::~InterruptSignals() {
  came();
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

bool InterruptSignals::came() const {
  signalfd_siginfo info{};
  while (::read(fd_.get(), &info, sizeof info) == ssize_t(sizeof info)) came_ = true;
  return came_;
}

void InterruptSignals::end_with_130() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    if (!is_ignored(number)) ::signal(number, [](int) { ::_exit(interrupted_status); });
  }
}

void InterruptSignals::restore_in_child() {
  const sigset_t set = interrupts();
  ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace hopproof::run

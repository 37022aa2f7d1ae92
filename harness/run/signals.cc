#include "harness/run/signals.hh"

#include "harness/base/error.hh"

#include <sys/signalfd.h>
#include <unistd.h>

namespace hopproof::run {
namespace {

sigset_t interrupts() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

InterruptSignals::InterruptSignals() {
  const sigset_t set = interrupts();
  check("block signals", ::sigprocmask(SIG_BLOCK, &set, &before_));
  fd_ = Fd(check("watch signals", ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)));
}

InterruptSignals::~InterruptSignals() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

void InterruptSignals::take() const {
  signalfd_siginfo info{};
  while (::read(fd_.get(), &info, sizeof info) == ssize_t(sizeof info)) {
  }
}

void InterruptSignals::restore_in_child() {
  const sigset_t set = interrupts();
  ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace hopproof::run

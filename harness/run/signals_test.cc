#include "harness/run/signals.hh"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof::run {
namespace {

TEST(InterruptSignals, ComeAsADescriptorAndAreGoneWhenTaken) {
  {
    const InterruptSignals signals;
    ::raise(SIGINT);
    pollfd ready{signals.fd().get(), POLLIN, 0};
    EXPECT_EQ(::poll(&ready, 1, 0), 1);
    EXPECT_TRUE(signals.came());
    EXPECT_EQ(::poll(&ready, 1, 0), 0);
  }  // a signal that is still pending would end the test here
  SUCCEED();
}

/// In a child: sends itself `number`, with InterruptSignals or without; how it ends.
int status_after(int number, bool watched) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    InterruptSignals::end_with_130();
    if (watched) {
      const InterruptSignals signals;
      ::raise(number);
      ::_exit(signals.came() ? 0 : 1);
    }
    ::raise(number);
    ::_exit(1);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(InterruptSignals, OfAllThreeKindsEndWith130) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    EXPECT_EQ(status_after(number, true), 0) << number;
    EXPECT_EQ(status_after(number, false), 130) << number;
  }
}

TEST(InterruptSignals, LeaveAnIgnoredHangUpAlone) {
  const auto before = ::signal(SIGHUP, SIG_IGN);
  EXPECT_EQ(status_after(SIGHUP, true), 1);
  EXPECT_EQ(status_after(SIGHUP, false), 1);
  ::signal(SIGHUP, before);
}

}  // namespace
}  // namespace hopproof::run

#include "harness/run/signals.hh"

#include <gtest/gtest.h>
#include <poll.h>

namespace hopproof::run {
namespace {

TEST(InterruptSignals, ComeAsADescriptorAndAreGoneWhenTaken) {
  {
    const InterruptSignals signals;
    ::raise(SIGINT);
    pollfd ready{signals.fd().get(), POLLIN, 0};
    EXPECT_EQ(::poll(&ready, 1, 0), 1);
    signals.take();
    EXPECT_EQ(::poll(&ready, 1, 0), 0);
  }  // a signal that is still pending would end the test here
  SUCCEED();
}

}  // namespace
}  // namespace hopproof::run

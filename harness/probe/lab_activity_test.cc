#include "harness/probe/lab_activity.hh"

#include <gtest/gtest.h>

namespace hopproof::probe {
namespace {

TEST(WaitingPackets, AreInTheThirdColumn) {
  EXPECT_FALSE(shows_waiting_packet(""));
  EXPECT_FALSE(shows_waiting_packet("    1   4242     0 2 65531     0     0        7  1\n"));
  EXPECT_TRUE(
      shows_waiting_packet("    1   4242     0 2 65531     0     0        7  1\n"
                           "    2   4242     3 2 65531     0     0        9  1\n"));
  EXPECT_FALSE(shows_waiting_packet("nonsense 1 2 3\n"));
}

TEST(Processes, RunWhenTheirStateSaysSo) {
  EXPECT_TRUE(shows_running("12 (nginx) R 1 12"));
  EXPECT_TRUE(shows_running("12 (a) S (b)) D 1 12"));
  EXPECT_FALSE(shows_running("12 (nginx) S 1 12"));
  EXPECT_FALSE(shows_running("12 (a) R) S 1 12"));
  EXPECT_FALSE(shows_running("12 (nginx)"));
  EXPECT_FALSE(shows_running(""));
}

TEST(Processes, RunHereAndNotElsewhere) {
  const netns::Namespace here = netns::Namespace::current();
  EXPECT_TRUE(Processes({&here}).any_running());  // this very test
  EXPECT_FALSE(Processes({}).any_running());
}

}  // namespace
}  // namespace hopproof::probe

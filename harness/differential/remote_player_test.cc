#include "harness/differential/remote_player.hh"

#include "harness/base/error.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::differential {
namespace {

using testing::ElementsAre;

/// Says the same after every scenario: the empty line is its end.
std::string answering(const std::string& lines) {
  return "while read line; do [ -n \"$line\" ] || printf '" + lines + "\\n'; done";
}

Scenario scenario() {
  Step step;
  step.kind = Step::Kind::ipvsadm;
  step.line = "-A -t 10.0.0.1:80";
  return {step};
}

TEST(RemotePlayer, PlaysOneScenarioAfterAnother) {
  RemotePlayer player(answering("forwarded\\nanswered\\n"));
  EXPECT_THAT(player.play(scenario()), ElementsAre("forwarded", "answered"));
  EXPECT_THAT(player.play(scenario()), ElementsAre("forwarded", "answered"));
}

TEST(RemotePlayer, PassesOnWhatItIsTold) {
  RemotePlayer failing(answering("failed: no lab\\n"));
  EXPECT_THROW(failing.play(scenario()), HostError);
  RemotePlayer skipping(answering("skipped: no ip_vs\\n"));
  EXPECT_THROW(skipping.play(scenario()), MissingCapability);
}

TEST(RemotePlayer, TellsWhenTheOtherEnds) {
  RemotePlayer player("read line; exit 0");
  EXPECT_THROW(player.play(scenario()), HostError);
}

}  // namespace
}  // namespace hopproof::differential

#include "harness/differential/pacer.hh"

#include "harness/differential/generator.hh"

#include <algorithm>

#include <gtest/gtest.h>

namespace hopproof::differential {
namespace {

int wait_after(const std::string& options, const std::string& packets, int milliseconds) {
  const auto scenario = parse_scenario("ipvsadm -A -t 10.96.0.1:80 -s rr" + options +
                                       "\nipvsadm -a -t 10.96.0.1:80 -r 10.98.1.1:80 -m\n" +
                                       packets + "wait " + std::to_string(milliseconds) + "\n");
  EXPECT_TRUE(scenario);
  const auto paced = Pacer().pace(*scenario);
  return paced ? paced->back().milliseconds : 0;
}

constexpr const char* syn = "request tcp 10.97.1.1:1000 > 10.96.0.1:80 flags 2\n";

TEST(Pacer, LeavesWaitsThatEndFarFromAnExpiry) {
  EXPECT_EQ(wait_after("", "", 60'290), 60'290);
  EXPECT_EQ(wait_after("", syn, 57'290), 57'290);
  EXPECT_EQ(wait_after("", syn, 65'290), 65'290);
}

TEST(Pacer, MovesWaitsOffTheEdges) {
  EXPECT_GT(wait_after("", syn, 59'290), 62'048);
  EXPECT_GT(wait_after("", syn, 61'290), 62'048);
}

TEST(Pacer, KnowsThatATemplateGoesOnForItsFollowers) {
  EXPECT_EQ(wait_after(" -p 10", syn, 20'290), 20'290);
  EXPECT_GT(wait_after(" -p 10", syn, 71'290), 72'096);
}

TEST(Pacer, GivesUpWhereATemplateAndItsFollowerAreDueTogether) {
  EXPECT_EQ(wait_after(" -p 59", syn, 50'290), 50'290);
  EXPECT_EQ(wait_after(" -p 59", syn, 90'290), 0);
  EXPECT_NE(wait_after(" -p 90", syn, 90'290), 0);
}

TEST(Pacer, OnlyAShortageOfMemoryIsLong) {
  constexpr int shortage = 870'290;
  for (uint32_t index = 0; index < 300; ++index)
    for (const Step& step : generate(5, index, Players::kernel))
      EXPECT_TRUE(step.milliseconds <= 131'290 || step.milliseconds == shortage) << index;
}

TEST(Pacer, KnowsHowLateATemplateCanBe) {
  const auto late = [](const std::string& scenario) {
    return Pacer().lateness(*parse_scenario(scenario)).kept_templates;
  };
  EXPECT_EQ(late("wait 3290\n"), std::chrono::seconds(4));
  EXPECT_EQ(late("wait 130290\nwait 61290\n"), std::chrono::seconds(10));
}

}  // namespace
}  // namespace hopproof::differential

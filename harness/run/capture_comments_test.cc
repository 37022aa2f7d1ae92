#include "harness/run/capture_comments.hh"

#include <gmock/gmock.h>

namespace hopproof::run {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(CaptureComments, TellWhoseInterfaceItIs) {
  Case deployment;
  deployment.nodes.resize(1);
  deployment.nodes[0].name = "director";
  Interface interface;
  interface.name = "lan";
  interface.addresses.resize(2);
  interface.addresses[0].text = "1.65.15.141/24";
  interface.addresses[1].text = "100.222.111.1/24";
  deployment.nodes[0].interfaces = {interface};
  EXPECT_THAT(interface_comments(deployment, {{0, "director", "lan", "net", {}, false},
                                              {1, "director", "lan", "net", {}, true}}),
              ElementsAre("lan of director, 1.65.15.141/24 100.222.111.1/24 on network net",
                          "the switch's port for lan of director, 1.65.15.141/24 100.222.111.1/24 "
                          "on network net"));
}

TEST(CaptureComments, StandAtTheFramesThatAreCited) {
  verdict::StepResult step;
  step.crossings.resize(2);
  step.crossings[0].id = 7;
  step.crossings[0].frame = 12;
  step.crossings[1].id = 8;
  step.crossings[1].frame = 14;
  step.findings.resize(1);
  step.findings[0].id = "reply-bypasses-director";
  step.findings[0].text = "rs1 answers client";
  step.findings[0].crossings = {7, 99};
  step.mismatches.resize(2);
  step.mismatches[0].frame = 12;
  step.mismatches[0].message = "the reply left the expected path";
  step.mismatches[1].message = "not served";
  EXPECT_THAT(frame_comments(step),
              ElementsAre(Pair(12,
                               "finding reply-bypasses-director: rs1 answers client; failed: "
                               "the reply left the expected path")));
}

}  // namespace
}  // namespace hopproof::run

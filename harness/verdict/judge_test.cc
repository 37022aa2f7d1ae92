#include "harness/verdict/judge_scene.hh"

#include <filesystem>

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view judged_step = "  - probe: {from: client, http: 100.222.111.1:8000}\n";

TEST(Judge, NamesTheStepByWhatItDoes) {
  JudgeScene scene(R"(  - probe: {from: client, http: 100.222.111.1:8000, times: 2}
  - name: look
    director: [ipvsadm -Ln, ipvsadm -Lnc]
  - wait: 500ms
)");
  StepResult result = scene.judge();
  EXPECT_EQ(result.name, "client: http 100.222.111.1:8000, 2 times");
  EXPECT_EQ(result.kind, "probe");
  scene.next_step();
  result = scene.judge();
  EXPECT_EQ(result.name, "look");
  EXPECT_EQ(result.text, "director: ipvsadm -Ln; ipvsadm -Lnc");
  EXPECT_EQ(result.outcome, "exit 0");
  scene.next_step();
  result = scene.judge();
  EXPECT_EQ(result.text, "wait 500ms");
  EXPECT_EQ(result.verdict, Verdict::passed);
}

TEST(Judge, FoldsThePacketsOfAFlowByHop) {
  JudgeScene scene(judged_step);
  scene.connect(asked_tuple, "answered", "rs1");
  masqueraded(scene.wire);
  masqueraded(scene.wire);
  const StepResult result = scene.judge();
  ASSERT_THAT(result.flows, SizeIs(1));
  const FlowResult& flow = result.flows[0];
  EXPECT_EQ(flow.server, "rs1");
  EXPECT_EQ(flow.protocol, "tcp");
  EXPECT_EQ(flow.local, "1.65.15.140:40000");
  ASSERT_THAT(flow.request, SizeIs(2));
  EXPECT_EQ(flow.request[1].tuple, forwarded_tuple);
  EXPECT_EQ(flow.request[1].packets, 2);
  EXPECT_EQ(flow.request[1].network_interface, "rs1.lan");
  EXPECT_THAT(flow.request[0].rewritten, IsEmpty());
  EXPECT_THAT(flow.request[1].rewritten, ElementsAre("source", "sport", "destination", "dport"));
  ASSERT_THAT(flow.reply, SizeIs(2));
  EXPECT_EQ(flow.reply[1].hop, "director > client");
}

TEST(Judge, ShowsEveryCrossingOfTheStep) {
  JudgeScene scene(judged_step);
  scene.connect(asked_tuple);
  masqueraded(scene.wire);
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple), true}});
  scene.record.base_ns = 999'999'000;
  const StepResult result = scene.judge();
  ASSERT_THAT(result.crossings, SizeIs(5));
  EXPECT_EQ(result.crossings[0].time_ns, 1000);
  EXPECT_EQ(result.crossings[0].bytes_hex, "020001");
  EXPECT_EQ(result.crossings[0].flow, "0 request");
  EXPECT_EQ(result.crossings[1].journey, 0);
  EXPECT_THAT(result.crossings[1].rewritten,
              ElementsAre("source", "sport", "destination", "dport"));
  EXPECT_EQ(result.crossings[2].flow, "0 reply");
  EXPECT_FALSE(result.crossings[0].repeated);
  EXPECT_TRUE(result.crossings[4].repeated);
  EXPECT_TRUE(result.crossings[4].lost);
}

TEST(Judge, MarksTheCrossingThatAMismatchPointsTo) {
  JudgeScene scene(std::string(judged_step) +
                   "    expect: {outcome: any, never: {rs > client: any > any}}\n");
  scene.connect(asked_tuple);
  bypassed(scene.wire);
  const StepResult result = scene.judge();
  EXPECT_EQ(result.verdict, Verdict::failed);
  ASSERT_THAT(result.crossings, SizeIs(4));
  EXPECT_FALSE(result.crossings[1].offending);
  EXPECT_TRUE(result.crossings[2].offending);
}

TEST(Judge, CapsTheCrossingsButKeepsTheOffendingOne) {
  JudgeScene scene(std::string(judged_step) +
                   "    expect: {outcome: any, never: {rs > client: any > any}}\n");
  scene.connect(asked_tuple);
  for (int i = 0; i < 600; ++i) {
    scene.wire.journey({{"client > director", PacketBuilder("ACK", asked_tuple)}});
  }
  bypassed(scene.wire);
  const StepResult result = scene.judge();
  EXPECT_THAT(result.crossings, SizeIs(501));
  EXPECT_EQ(result.crossings_left_out, 103);
  EXPECT_TRUE(result.crossings.back().offending);
}

TEST(Judge, KeepsThePacketsOfAConnectionWhereOthersHaveNoRoom) {
  JudgeScene scene(judged_step);
  for (int i = 0; i < 600; ++i) {
    scene.wire.journey(
        {{"client > director", PacketBuilder("ACK", "1.65.15.140:9 > 1.65.15.141:9")}});
  }
  scene.connect(asked_tuple);
  bypassed(scene.wire);
  const StepResult result = scene.judge();
  EXPECT_EQ(result.crossings_left_out, 104);
  EXPECT_THAT(result.crossings.back().flow, testing::EndsWith("reply"));
}

TEST(Judge, KeepsTheCountersOfTheStep) {
  JudgeScene scene(judged_step);
  scene.connect(asked_tuple);
  scene.record.before["director.iptables.masquerade"] = 4;
  scene.record.after["director.iptables.masquerade"] = 6;
  const StepResult result = scene.judge();
  ASSERT_THAT(result.counters, SizeIs(1));
  EXPECT_EQ(result.counters[0].before, 4u);
  EXPECT_EQ(result.counters[0].after, 6u);
}

/// A step in which nothing happened passes only if it claims nothing that could have been seen.
TEST(Judge, EveryStepOfEveryCaseIsJudgedWithoutEvidence) {
  int steps = 0;
  const std::filesystem::path cases = std::filesystem::path(HOPPROOF_SOURCE_DIR) / "cases";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(cases)) {
    if (entry.path().extension() != ".yaml") continue;
    const LoadedCase loaded = load_case(entry.path().string());
    if (!loaded.parsed) continue;
    Bindings bindings;
    for (const Step& step : loaded.parsed->steps) {
      StepRecord record;
      record.step = &step;
      const StepResult result = judge(*loaded.parsed, record, bindings, "");
      const bool is_probe = std::holds_alternative<Probe>(step.action);
      EXPECT_EQ(result.verdict == Verdict::failed || !is_probe, true) << entry.path();
      ++steps;
    }
  }
  EXPECT_GT(steps, 50);
}

}  // namespace
}  // namespace hopproof::verdict

#include "harness/trace/trace.hh"

#include "harness/trace/test_replay.hh"

#include <gmock/gmock.h>

namespace hopproof::trace {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

const MacAddress broadcast{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

Bytes syn(uint16_t source_port = 40000) { return ipv4({}, tcp({.source_port = source_port})); }

std::vector<std::string> crossings(const Trace& trace) {
  std::vector<std::string> out;
  for (const Crossing& crossing : trace.crossings) out.push_back(text(crossing));
  return out;
}

TEST(Trace, SeesACrossingAtBothEnds) {
  const Trace trace = Replay().network("lan", {"a", "b"}).cross("lan", "a", "b", syn()).trace();
  ASSERT_THAT(crossings(trace), ElementsAre("a > b: SYN 10.0.0.1:40000 > 10.0.0.2:8000"));
  const Crossing& crossing = trace.crossings[0];
  EXPECT_EQ(crossing.network, "lan");
  EXPECT_EQ(crossing.from_interface, "lan");
  EXPECT_EQ(crossing.sent, 0);
  EXPECT_EQ(crossing.received, 1);
  EXPECT_EQ(crossing.time_ns, trace.frames[0].time_ns);
}

TEST(Trace, SwitchPortsMakeNoCrossings) {
  const Trace trace =
      Replay().network("lan", {"a", "b", "c"}).cross("lan", "a", "b", syn()).trace();
  EXPECT_EQ(trace.frames.size(), 4u);
  EXPECT_THAT(crossings(trace), ElementsAre("a > b: SYN 10.0.0.1:40000 > 10.0.0.2:8000"));
}

TEST(Trace, FloodedFrameIsNoSighting) {
  Replay replay;
  replay.network("lan", {"a", "b", "c"});
  const Bytes frame = ethernet({replay.mac("a", "lan"), replay.mac("b", "lan")}, syn());
  const Trace trace = replay.frame("lan", "a", {"c", "b"}, frame).trace();
  EXPECT_THAT(crossings(trace), ElementsAre("a > b: SYN 10.0.0.1:40000 > 10.0.0.2:8000"));
}

TEST(Trace, LostOnTheSegment) {
  const Trace trace = Replay().network("lan", {"a", "b", "c"}).lose("lan", "a", "b", syn()).trace();
  EXPECT_THAT(crossings(trace), ElementsAre("a > b: SYN 10.0.0.1:40000 > 10.0.0.2:8000 (lost)"));
}

/// "a" for the switch's port to a.
std::vector<std::string> ports(const Trace& trace, size_t crossing) {
  std::vector<std::string> nodes;
  for (const int port : trace.crossings[crossing].ports) nodes.push_back(trace.taps[port].node);
  return nodes;
}

TEST(Trace, SwitchPortsTellHowFarALostFrameCame) {
  Replay replay;
  replay.network("lan", {"a", "b", "c"});
  const Bytes frame = ethernet({replay.mac("a", "lan"), replay.mac("b", "lan")}, syn());
  replay.see("lan", "a", false, frame).wait_ms(200);
  replay.frame("lan", "a", {"c"}, frame).wait_ms(200);
  replay.frame("lan", "a", {}, frame).see("lan", "b", true, frame).wait_ms(200);
  const Trace trace = replay.frame("lan", "a", {"b"}, frame).trace();
  ASSERT_EQ(trace.crossings.size(), 4u);
  EXPECT_THAT(ports(trace, 0), IsEmpty());
  EXPECT_THAT(ports(trace, 1), ElementsAre("a"));
  EXPECT_THAT(ports(trace, 2), ElementsAre("a", "b"));
  EXPECT_THAT(ports(trace, 3), IsEmpty()) << "this one arrived";
}

TEST(Trace, UnknownMacGoesToNobody) {
  Replay replay;
  replay.network("lan", {"a", "b"});
  const Bytes frame = ethernet({replay.mac("a", "lan"), {2, 9, 9, 9, 9, 9}}, syn());
  EXPECT_THAT(crossings(replay.frame("lan", "a", {"b"}, frame).trace()),
              ElementsAre("a > : SYN 10.0.0.1:40000 > 10.0.0.2:8000 (lost)"));
}

TEST(Trace, BroadcastCrossesToEveryOther) {
  Replay replay;
  replay.network("lan", {"a", "b", "c"});
  const Bytes frame = arp({replay.mac("a", "lan"), broadcast}, true, "10.0.0.1", "10.0.0.2");
  EXPECT_THAT(crossings(replay.frame("lan", "a", {"b", "c"}, frame).trace()),
              ElementsAre("a > b: ARP who-has 10.0.0.2 10.0.0.1 > 10.0.0.2",
                          "a > c: ARP who-has 10.0.0.2 10.0.0.1 > 10.0.0.2"));
}

TEST(Trace, BroadcastAmongNobodyIsStillSeen) {
  Replay replay;
  replay.network("lan", {"a"});
  const Bytes frame = arp({replay.mac("a", "lan"), broadcast}, true, "10.0.0.1", "10.0.0.2");
  EXPECT_EQ(replay.frame("lan", "a", {}, frame).trace().crossings.size(), 1u);
}

TEST(Trace, ResendThatArrivesIsNotTheLostOne) {
  const Trace trace = Replay()
                          .network("lan", {"a", "b"})
                          .lose("lan", "a", "b", syn())
                          .wait_ms(200)
                          .cross("lan", "a", "b", syn())
                          .trace();
  EXPECT_THAT(crossings(trace), ElementsAre("a > b: SYN 10.0.0.1:40000 > 10.0.0.2:8000 (lost)",
                                            "a > b: SYN 10.0.0.1:40000 > 10.0.0.2:8000"));
}

TEST(Trace, LostResendIsTheLostOne) {
  const Trace trace = Replay()
                          .network("lan", {"a", "b"})
                          .cross("lan", "a", "b", syn())
                          .wait_ms(200)
                          .lose("lan", "a", "b", syn())
                          .trace();
  EXPECT_THAT(crossings(trace), ElementsAre("a > b: SYN 10.0.0.1:40000 > 10.0.0.2:8000",
                                            "a > b: SYN 10.0.0.1:40000 > 10.0.0.2:8000 (lost)"));
}

TEST(Trace, ReceiverMayBeStampedFirst) {
  Replay replay;
  replay.network("lan", {"a", "b"});
  const Bytes frame = ethernet({replay.mac("a", "lan"), replay.mac("b", "lan")}, syn());
  const Trace trace = replay.see("lan", "b", false, frame).see("lan", "a", false, frame).trace();
  ASSERT_EQ(trace.crossings.size(), 1u);
  EXPECT_EQ(trace.crossings[0].received, 0);
  EXPECT_EQ(trace.crossings[0].sent, 1);
}

TEST(Trace, SwitchPortMayBeStampedFirst) {
  Replay replay;
  replay.network("lan", {"a", "b", "c"});
  const Bytes frame = ethernet({replay.mac("a", "lan"), replay.mac("b", "lan")}, syn());
  const Trace trace = replay.see("lan", "a", true, frame)
                          .see("lan", "a", false, frame)
                          .see("lan", "b", true, frame)
                          .see("lan", "b", false, frame)
                          .trace();
  ASSERT_EQ(trace.crossings.size(), 1u);
  EXPECT_EQ(trace.crossings[0].sent, 1);
  EXPECT_EQ(trace.crossings[0].received, 3);
}

TEST(Trace, ForeignSourceMacIsSentWhereItWasSeenFirst) {
  Replay replay;
  replay.network("lan", {"a", "b", "c"});
  const Bytes frame = ethernet({{2, 7, 7, 7, 7, 7}, replay.mac("b", "lan")}, syn());
  EXPECT_THAT(crossings(replay.frame("lan", "a", {"b"}, frame).trace()),
              ElementsAre("a > b: SYN 10.0.0.1:40000 > 10.0.0.2:8000"));
}

TEST(Trace, FrameOfABridgeHasNoSender) {
  Replay replay;
  replay.network("lan", {"a", "b", "c"});
  const Bytes frame = ethernet({{2, 7, 7, 7, 7, 7}, replay.mac("b", "lan")}, syn());
  const Trace trace = replay.see("lan", "b", true, frame).see("lan", "b", false, frame).trace();
  EXPECT_THAT(crossings(trace), ElementsAre(" > b: SYN 10.0.0.1:40000 > 10.0.0.2:8000"));
}

TEST(Trace, FramesOfUnknownTapsAreLeftOut) {
  const Trace trace = build_trace({}, {Frame{.tap = 3, .bytes = {1, 2, 3}}});
  EXPECT_TRUE(trace.crossings.empty());
  EXPECT_TRUE(trace.journeys.empty());
}

}  // namespace
}  // namespace hopproof::trace

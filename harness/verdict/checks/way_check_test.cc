#include "harness/verdict/judge_scene.hh"

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string ways(std::string_view request, std::string_view reply) {
  return "  - probe: {from: client, http: 100.222.111.1:8000}\n    expect: {outcome: any, "
         "request: " +
         std::string(request) + ", reply: " + std::string(reply) + "}\n";
}

constexpr std::string_view request_way =
    "{client > director: CIP:cport > VIP:8000, director > rs: DIP:mport > RIP:80}";
constexpr std::string_view reply_way =
    "{rs > director: RIP:80 > DIP:mport, director > client: VIP:8000 > CIP:cport}";

/// The mismatches of these ways when `happens` on the wire.
std::vector<MismatchResult> judged(std::string_view request, std::string_view reply,
                                   void (*happens)(TraceBuilder&)) {
  JudgeScene scene(ways(request, reply));
  scene.connect(asked_tuple);
  happens(scene.wire);
  return scene.judge().mismatches;
}

TEST(Way, HoldsWhenEveryPacketGoesAllOfIt) {
  EXPECT_THAT(judged(request_way, reply_way, masqueraded), IsEmpty());
}

TEST(Way, AWrongDestinationIsNoticed) {
  const auto found =
      judged("{client > director: CIP:cport > VIP:8000, director > rs: DIP:mport > RIP:8080}",
             reply_way, masqueraded);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(
      found[0].message,
      "the request left the expected path at director > rs1: its destination port is 80, not 8080");
  EXPECT_EQ(found[0].wanted, "director > rs1: 1.65.15.141:mport > 1.65.15.143:8080");
  EXPECT_EQ(found[0].seen, "director > rs1: SYN 1.65.15.141:50000 > 1.65.15.143:80");
}

TEST(Way, AHopThatIsLeftOutAtTheEndIsNoticed) {
  const auto found = judged("{client > director: CIP:cport > VIP:8000}", reply_way, masqueraded);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message, "the request went on at director > rs1, where it should have ended");
}

TEST(Way, AHopThatIsLeftOutAtTheStartIsNoticed) {
  const auto found = judged("{director > rs: DIP:mport > RIP:80}", reply_way, masqueraded);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(
      found[0].message,
      "the request left the expected path at client > director: it came from client, not from director");
}

TEST(Way, AHopThatIsTurnedRoundIsNoticed) {
  const auto found = judged(
      request_way, "{rs > director: RIP:80 > DIP:mport, client > director: VIP:8000 > CIP:cport}",
      masqueraded);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(
      found[0].message,
      "the reply left the expected path at director > client: it came from director, not from client");
}

TEST(Way, AHopTooManyIsNoticed) {
  const auto found = judged(
      "{client > director: CIP:cport > VIP:8000, director > rs: DIP:mport > RIP:80, rs > rs2: any "
      "> any}",
      reply_way, masqueraded);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message, "the request stopped at rs1: it did not go on to rs2");
  EXPECT_EQ(found[0].hop, "director > rs1");
  EXPECT_EQ(found[0].interface, "rs1.lan");
}

TEST(Way, ARewrittenSourceIsNoticedAndTheReplyThatBypassedTheDirector) {
  const auto found = judged(request_way, reply_way, bypassed);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(
      found[0].message,
      "the request left the expected path at director > rs1: its source is 1.65.15.140, not DIP "
      "1.65.15.141");
  EXPECT_EQ(found[1].message,
            "the reply left the expected path at rs1 > client: it went to client, not to director");
  EXPECT_EQ(found[1].wanted, "rs1 > director: 1.65.15.143:80 > 1.65.15.141:mport");
  EXPECT_EQ(found[1].seen, "rs1 > client: SYN-ACK 1.65.15.143:80 > 1.65.15.140:40000");
  EXPECT_EQ(found[1].interface, "client.lan");
  EXPECT_EQ(found[1].frame, 3);
  EXPECT_THAT(found[1].command, HasSubstr("tcpdump -nr run/case.pcapng -c 1 'tcp and src host"));
}

TEST(Way, OtherPacketsAreFree) {
  EXPECT_THAT(judged("{client > director: CIP:cport > VIP:8000, director > rs: CIP:cport > RIP:80}",
                     "{rs > client: SYN-ACK RIP:80 > CIP:cport}", bypassed),
              IsEmpty());
}

TEST(Way, OnePacketOfManyThatTurnsOffIsNoticed) {
  const auto found = judged(request_way, reply_way, [](TraceBuilder& wire) {
    masqueraded(wire);
    wire.journey({{"client > director", PacketBuilder("DATA", asked_tuple)},
                  {"director > rs1", PacketBuilder("DATA", "1.65.15.141:50001 > 1.65.15.143:80")}});
  });
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(
      found[0].message,
      "the request left the expected path at director > rs1: its source port is 50001, not mport 50000");
}

TEST(Way, APacketThatStopsEarlyIsNoticed) {
  const auto found = judged(request_way, reply_way, [](TraceBuilder& wire) {
    masqueraded(wire);
    wire.journey({{"client > director", PacketBuilder("DATA", asked_tuple)}});
  });
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message, "the request stopped at director: it did not go on to rs1");
}

TEST(Way, AFrameLostOnTheSegmentIsNoticed) {
  const auto found = judged(request_way, "none", [](TraceBuilder& wire) {
    wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)},
                  {"director > rs1", PacketBuilder("SYN", forwarded_tuple), true}});
  });
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message,
            "the request was lost on lan at director > rs1: it was sent and never arrived");
  EXPECT_EQ(found[0].interface, "director.lan");
}

TEST(Way, AKindInTheFirstLineSaysWhichPacketsAreHeldToIt) {
  EXPECT_THAT(judged("{client > director: SYN CIP:cport > VIP:8000, director > rs: DIP:mport > "
                     "RIP:80}",
                     reply_way,
                     [](TraceBuilder& wire) {
                       masqueraded(wire);
                       wire.journey({{"client > director", PacketBuilder("RST", asked_tuple)}});
                     }),
              IsEmpty());
}

TEST(Way, NothingSentIsSaid) {
  const auto found = judged(request_way, "none", [](TraceBuilder&) {});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message, "no request: client sent no packet of this connection");
}

TEST(Way, NoReplySaysWhereTheRequestWasSeenLast) {
  const auto found = judged(request_way, reply_way, [](TraceBuilder& wire) {
    wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)},
                  {"director > rs1", PacketBuilder("SYN", forwarded_tuple)}});
  });
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message, "no reply: the request was last seen at director > rs1");
}

TEST(Way, NoneIsBrokenByAnyPacketOfItsDirection) {
  const auto found = judged("none", "none", masqueraded);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].message, "a request was sent at client > director, where none is expected");
  EXPECT_EQ(found[1].message, "a reply was sent at rs1 > director, where none is expected");
}

TEST(Way, NoneHoldsOfAProgramThatNeverConnected) {
  JudgeScene scene(
      "  - probe: {from: client, run: curl 100.222.111.1:8000}\n    expect: {outcome: any, "
      "request: "
      "none}\n");
  trace::Exchange exchange;
  exchange.flow.client = "client";
  scene.record.exchanges = {exchange};
  EXPECT_THAT(scene.judge().mismatches, IsEmpty());
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)}});
  EXPECT_THAT(scene.judge().mismatches, SizeIs(1));
}

TEST(Way, TimesAreExact) {
  const std::string once =
      "{client > director: SYN CIP:cport > VIP:8000 x1, director > rs: DIP:mport > RIP:80}";
  EXPECT_THAT(judged(once, reply_way, masqueraded), IsEmpty());
  const auto found = judged(once, reply_way, [](TraceBuilder& wire) {
    masqueraded(wire);
    masqueraded(wire);
  });
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message, "the request took its path 2 times, not 1");
}

TEST(Way, TheTimeToLiveIsHeldAtEachHop) {
  const auto found = judged(
      "{client > director: CIP:cport > VIP:8000 ttl 64, director > rs: DIP:mport > RIP:80 ttl 64}",
      reply_way, masqueraded);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message,
            "the request left the expected path at director > rs1: its ttl is 63, not 64");
}

TEST(Way, ConnectionsThatFailAlikeAreOneMismatch) {
  JudgeScene scene(ways("{client > director: CIP:cport > VIP:9000}", "none"));
  scene.connect("1.65.15.140:40000 > 100.222.111.1:8000");
  scene.connect("1.65.15.140:40001 > 100.222.111.1:8000");
  scene.connect("1.65.15.140:40002 > 100.222.111.1:8000");
  const auto found = scene.judge().mismatches;
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].message, HasSubstr("; 2 more connections likewise"));
}

TEST(Way, WordsAreBoundAnewInTheNextConnectionAndKeptWhileHeld) {
  JudgeScene scene(R"(  - probe: {from: client, http: 100.222.111.1:8000, hold: session}
    expect:
      request: {client > director: CIP:cport > VIP:8000, director > rs: DIP:mport > RIP:80}
  - probe: {on: session}
    expect:
      request: {client > director: CIP:cport > VIP:8000, director > rs: DIP:mport > RIP:80}
)");
  scene.connect(asked_tuple).hold = "session";
  masqueraded(scene.wire);
  EXPECT_THAT(scene.judge().mismatches, IsEmpty());

  scene.next_step();
  scene.wire = {};
  scene.connect(asked_tuple).hold = "session";
  scene.wire.journey(
      {{"client > director", PacketBuilder("DATA", asked_tuple)},
       {"director > rs1", PacketBuilder("DATA", "1.65.15.141:50009 > 1.65.15.143:80")}});
  const auto found = scene.judge().mismatches;
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(
      found[0].message,
      "the request left the expected path at director > rs1: its source port is 50009, not mport 50000");
}

}  // namespace
}  // namespace hopproof::verdict

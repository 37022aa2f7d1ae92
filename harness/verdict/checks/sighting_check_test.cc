#include "harness/verdict/judge_scene.hh"

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

/// The mismatches of a step with this claim when `happens` on the wire.
std::vector<MismatchResult> judged(std::string_view claim, void (*happens)(TraceBuilder&)) {
  JudgeScene scene(
      "  - probe: {from: client, http: 100.222.111.1:8000}\n    expect: {outcome: any, " +
      std::string(claim) + "}\n");
  scene.connect(asked_tuple);
  happens(scene.wire);
  return scene.judge().mismatches;
}

TEST(Seen, HoldsOnceThePacketWasSighted) {
  EXPECT_THAT(judged("seen: {client > rs: RST CIP:cport > RIP:80}", bypassed), IsEmpty());
}

TEST(Seen, SaysWhatCameNearest) {
  const auto found = judged("seen: {client > rs: RST CIP:cport > RIP:8080}", bypassed);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message,
            "not seen in this step: client > rs1: RST 1.65.15.140:cport > 1.65.15.143:8080");
  EXPECT_EQ(found[0].seen, "client > rs1: RST 1.65.15.140:40000 > 1.65.15.143:80");
}

TEST(Seen, OfAnotherKindIsNotSeen) {
  const auto found = judged("seen: {client > rs: FIN CIP:cport > RIP:80}", bypassed);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].seen, "nothing like it");
}

TEST(Seen, ALostFrameWasNotSeenBehindTheSegment) {
  const auto lost = [](TraceBuilder& wire) {
    wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple), true}});
  };
  EXPECT_THAT(judged("seen: {client > director: SYN CIP:any > VIP:8000}", lost), SizeIs(1));
  EXPECT_THAT(judged("seen: {client > any: SYN CIP:any > VIP:8000}", lost), IsEmpty());
  EXPECT_THAT(judged("never: {client > director: SYN CIP:any > VIP:8000}", lost), SizeIs(1));
}

TEST(Seen, TimesAreExact) {
  EXPECT_THAT(judged("seen: {client > director: SYN CIP:any > VIP:8000 x1}", masqueraded),
              IsEmpty());
  const auto found = judged("seen: {client > director: SYN CIP:any > VIP:8000 x2}", masqueraded);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message,
            "seen once, not 2: client > director: SYN 1.65.15.140:any > 100.222.111.1:8000 x2");
}

TEST(Seen, WordsOfTheRequestHold) {
  constexpr std::string_view request =
      "request: {client > director: CIP:cport > VIP:8000, director > rs: DIP:mport > RIP:80}, ";
  EXPECT_THAT(
      judged(std::string(request) + "seen: {rs > director: RIP:80 > DIP:mport}", masqueraded),
      IsEmpty());
  EXPECT_THAT(
      judged(std::string(request) + "seen: {rs > director: RIP:80 > DIP:cport}", masqueraded),
      SizeIs(1));
}

TEST(Seen, AnIcmpErrorAndWhatItQuotes) {
  const auto refused = [](TraceBuilder& wire) {
    wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)}});
    wire.journey({{"director > client", PacketBuilder("ICMP 3/3", "100.222.111.1 > 1.65.15.140")
                                            .carrying(PacketBuilder("SYN", asked_tuple))}});
  };
  EXPECT_THAT(judged("seen: {director > client: ICMP port-unreachable VIP > CIP carrying CIP:cport "
                     "> VIP:8000}",
                     refused),
              IsEmpty());
  EXPECT_THAT(judged("seen: {director > client: ICMP host-unreachable VIP > CIP}", refused),
              SizeIs(1));
  EXPECT_THAT(judged("seen: {director > client: ICMP port-unreachable VIP > CIP carrying CIP:cport "
                     "> VIP:80}",
                     refused),
              SizeIs(1));
  EXPECT_THAT(judged("never: {director > client: ICMP any > any}", refused), SizeIs(1));
  EXPECT_THAT(judged("never: {director > client: any > any}", refused), IsEmpty());
}

TEST(Seen, ArpAsksAndAnswers) {
  const auto arp = [](TraceBuilder& wire) {
    wire.journey(
        {{"client > director", PacketBuilder("ARP who-has", "1.65.15.140 > 1.65.15.141")}});
    wire.journey({{"director > client", PacketBuilder("ARP reply", "1.65.15.141 > 1.65.15.140")}});
  };
  EXPECT_THAT(judged("seen: {client > any: ARP who-has 1.65.15.141, any > client: ARP reply "
                     "1.65.15.141}",
                     arp),
              IsEmpty());
  EXPECT_THAT(judged("seen: {any > client: ARP reply 1.65.15.140}", arp), SizeIs(1));
  EXPECT_THAT(judged("never: {director > any: ARP reply 1.65.15.141}", arp), SizeIs(1));
  EXPECT_THAT(judged("never: {director > any: ARP who-has 1.65.15.141}", arp), IsEmpty());
}

TEST(Never, TellsTheHopAndTheFrame) {
  const auto found = judged("never: {rs > client: any > any}", bypassed);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message,
            "seen at rs1 > client, where it must never be: SYN-ACK 1.65.15.143:80 > "
            "1.65.15.140:40000");
  EXPECT_EQ(found[0].frame, 3);
  EXPECT_THAT(judged("never: {rs > client: any > any}", masqueraded), IsEmpty());
}

TEST(Never, WhatHangsOnANameWithTwoMeaningsIsAnErrorThatListsThem) {
  const auto unanswered = [](TraceBuilder& wire) {
    wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)}});
    wire.journey({{"rs2 > client", PacketBuilder("SYN-ACK", "1.65.15.144:80 > 1.65.15.140:1")}});
  };
  const auto found = judged("never: {rs2 > client: RIP:80 > any}", unanswered);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].message, "RIP could mean 1.65.15.143 or 1.65.15.144");
  EXPECT_THAT(judged("never: {rs2 > client: RIP:443 > any}", unanswered), IsEmpty());
}

}  // namespace
}  // namespace hopproof::verdict

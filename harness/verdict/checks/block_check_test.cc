#include "harness/verdict/judge_scene.hh"

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view second_tuple = "1.65.15.140:40001 > 100.222.111.1:8000";

std::string probe(std::string_view expect) {
  return "  - probe: {from: client, http: 100.222.111.1:8000, times: 2}\n" +
         (expect.empty() ? std::string() : "    expect: " + std::string(expect) + "\n");
}

std::vector<std::string> messages(JudgeScene& scene) {
  std::vector<std::string> found;
  for (const MismatchResult& mismatch : scene.judge().mismatches) found.push_back(mismatch.message);
  return found;
}

TEST(Outcome, AnsweredIsExpectedWhereNothingIsWritten) {
  JudgeScene scene(probe(""));
  scene.connect(asked_tuple);
  EXPECT_THAT(messages(scene), IsEmpty());
  scene.connect(second_tuple, "timeout");
  EXPECT_THAT(
      messages(scene),
      ElementsAre("1.65.15.140:40001 > 100.222.111.1:8000 ended as timeout, not as answered"));
}

TEST(Outcome, IsExpectedBesideOtherClaims) {
  JudgeScene scene(probe("{never: {rs > client: any > any}}"));
  scene.connect(asked_tuple, "refused");
  EXPECT_THAT(messages(scene), SizeIs(1));
}

TEST(Outcome, OfAListIsClaimedOnlyWhereItIsWritten) {
  JudgeScene scene(probe("[{never: {rs > client: any > any}}]"));
  scene.connect(asked_tuple, "refused");
  EXPECT_THAT(messages(scene), IsEmpty());
}

TEST(Outcome, EachWordIsToldFromTheOthers) {
  for (const char* wanted : {"answered", "refused", "reset", "timeout", "stalled", "failed",
                             "unreachable EHOSTUNREACH", "unreachable ENETUNREACH"}) {
    JudgeScene scene(probe("{outcome: " + std::string(wanted) + "}"));
    scene.connect(asked_tuple, "answered");
    const bool same = std::string_view(wanted) == "answered";
    EXPECT_EQ(messages(scene).empty(), same) << wanted;
    scene.record.exchanges.front().outcome = Outcome::parse(wanted).value();
    EXPECT_THAT(messages(scene), IsEmpty()) << wanted;
  }
}

TEST(Outcome, ABetterOneFailsToo) {
  JudgeScene scene(probe("{outcome: timeout}"));
  scene.connect(asked_tuple, "answered");
  EXPECT_THAT(messages(scene), SizeIs(1));
}

TEST(Narrowing, ByClientAndByServer) {
  JudgeScene scene(probe(R"([{server: rs1, outcome: answered}, {server: rs2, outcome: timeout}])"));
  scene.connect(asked_tuple);
  scene.connect(second_tuple, "timeout");
  scene.record.chosen = {
      {6, *Endpoint::parse("1.65.15.140:40000"), *Endpoint::parse("100.222.111.1:8000"),
       *Endpoint::parse("1.65.15.143:80")},
      {6, *Endpoint::parse("1.65.15.140:40001"), *Endpoint::parse("100.222.111.1:8000"),
       *Endpoint::parse("1.65.15.144:80")}};
  EXPECT_THAT(messages(scene), IsEmpty());
  std::swap(scene.record.chosen[0].destination, scene.record.chosen[1].destination);
  EXPECT_THAT(messages(scene), SizeIs(2));
}

TEST(Narrowing, ToNobodyIsNotHeldToBeTrue) {
  JudgeScene scene(probe("[{server: 1.65.15.145, outcome: timeout}]"));
  scene.connect(asked_tuple);
  EXPECT_THAT(messages(scene), ElementsAre("no connection of this step went to 1.65.15.145"));
}

TEST(Narrowing, AProbeThatMadeNoConnectionFails) {
  JudgeScene scene(probe(""));
  EXPECT_THAT(messages(scene), ElementsAre("the probe made no connection"));
}

TEST(Served, CountsTheAnsweredConnectionsOfEachNodeAndOfNobodyElse) {
  JudgeScene scene(probe("{outcome: any, served: {rs1: 1, rs2: 1}}"));
  scene.connect(asked_tuple, "answered", "rs1");
  scene.connect(second_tuple, "answered", "rs2");
  EXPECT_THAT(messages(scene), IsEmpty());
  scene.record.exchanges[1].outcome.kind = Outcome::Kind::timeout;
  EXPECT_THAT(messages(scene), ElementsAre("rs2 served 0 connections, not 1"));
  scene.connect("1.65.15.140:40002 > 100.222.111.1:8000", "answered", "director");
  EXPECT_THAT(messages(scene), ElementsAre("rs2 served 0 connections, not 1",
                                           "director served 1 connection, not 0"));
}

TEST(Served, IsToldByTheTraceWhereTheAnswerGivesNoName) {
  JudgeScene scene(probe("{served: {rs1: 1}}"));
  scene.connect(asked_tuple);
  masqueraded(scene.wire);
  EXPECT_THAT(messages(scene), IsEmpty());
}

TEST(Counter, SomeIsAtLeastOneAndANumberIsExact) {
  const auto judged = [](std::string_view claim, uint64_t moved) {
    JudgeScene scene(
        probe("{counters: {director.iptables.masquerade: " + std::string(claim) + "}}"));
    scene.connect(asked_tuple);
    scene.record.before["director.iptables.masquerade"] = 7;
    scene.record.after["director.iptables.masquerade"] = 7 + moved;
    return messages(scene);
  };
  EXPECT_THAT(judged("some", 3), IsEmpty());
  EXPECT_THAT(judged("3", 3), IsEmpty());
  EXPECT_THAT(judged("0", 0), IsEmpty());
  EXPECT_THAT(judged("some", 0), ElementsAre("director.iptables.masquerade did not change"));
  EXPECT_THAT(judged("0", 3), ElementsAre("director.iptables.masquerade changed by 3, not by 0"));
}

TEST(Counter, OneThatNobodyReadIsAMismatch) {
  JudgeScene scene(probe("{counters: {director.iptables.masquerade: 0}}"));
  scene.connect(asked_tuple);
  EXPECT_THAT(messages(scene), ElementsAre("there is no counter director.iptables.masquerade"));
}

TEST(Command, MustExitWithZeroUnlessTheCaseSaysOtherwise) {
  JudgeScene scene("  - director: ipvsadm -Ln\n");
  EXPECT_THAT(messages(scene), IsEmpty());
  scene.record.exit_code = 3;
  EXPECT_THAT(messages(scene), ElementsAre("the command exited with 3, not 0"));
  JudgeScene other("  - director: ipvsadm -Ln\n    expect: {exit: 3}\n");
  EXPECT_THAT(messages(other), SizeIs(1));
  other.record.exit_code = 3;
  EXPECT_THAT(messages(other), IsEmpty());
}

TEST(Command, AProgramThatFailsAsClaimed) {
  JudgeScene scene(
      "  - probe: {from: client, run: curl 100.222.111.1:8000}\n"
      "    expect: {outcome: failed, exit: 7, request: none}\n");
  trace::Exchange exchange;
  exchange.flow.client = "client";
  exchange.outcome.kind = Outcome::Kind::failed;
  exchange.exit_code = 7;
  scene.record.exchanges = {exchange};
  EXPECT_THAT(messages(scene), IsEmpty());
  scene.record.exchanges[0].exit_code = 28;
  EXPECT_THAT(messages(scene), ElementsAre("the command exited with 28, not 7"));
}

TEST(Prints, TheWordsMeanWhatTheyMeantInTheProbeBefore) {
  JudgeScene scene(R"(  - probe: {from: client, http: 100.222.111.1:8000}
    expect: {request: {client > director: CIP:cport > VIP:8000, director > rs: DIP:mport > RIP:80}}
  - director: ipvsadm -Lnc
    expect:
      prints: TCP any ESTABLISHED CIP:cport VIP:8000 RIP:80
      lacks: CIP:1
)");
  scene.connect(asked_tuple);
  masqueraded(scene.wire);
  EXPECT_THAT(messages(scene), IsEmpty());
  scene.next_step();
  scene.record.output =
      "IPVS connection entries\n"
      "TCP 14:59  ESTABLISHED 1.65.15.140:40000  100.222.111.1:8000 1.65.15.143:80\n";
  EXPECT_THAT(messages(scene), IsEmpty());
  scene.record.output = "TCP 14:59  ESTABLISHED 1.65.15.140:1  100.222.111.1:8000 1.65.15.143:80\n";
  EXPECT_THAT(messages(scene),
              ElementsAre("the output has no line with 'TCP any ESTABLISHED 1.65.15.140:40000 "
                          "100.222.111.1:8000 1.65.15.143:80'",
                          "the output has a line with '1.65.15.140:1'"));
}

TEST(Prints, OfAProbeIsItsAnswer) {
  JudgeScene scene(probe("{prints: I am rs1, lacks: I am rs2}"));
  scene.connect(asked_tuple, "answered", "rs1").answer = "I am rs1, you are 1.65.15.141:50000\n";
  EXPECT_THAT(messages(scene), IsEmpty());
  scene.record.exchanges[0].answer = "I am rs2, you are 1.65.15.141:50000\n";
  EXPECT_THAT(messages(scene), SizeIs(2));
}

TEST(Finding, ThatIsClaimedMustBeFound) {
  JudgeScene scene(
      probe("{finding: [masquerade-not-applied, reply-bypasses-director at rs1.lan]}"));
  scene.connect(asked_tuple);
  const StepResult result = scene.judge();
  EXPECT_EQ(result.verdict, Verdict::failed);
  ASSERT_THAT(result.mismatches, SizeIs(1));
  EXPECT_EQ(result.mismatches[0].claim, "finding");
  EXPECT_EQ(result.mismatches[0].wanted,
            "masquerade-not-applied, reply-bypasses-director at rs1.lan");
  ASSERT_THAT(result.finding_claims, SizeIs(1));
  EXPECT_THAT(result.finding_claims[0].wanted,
              ElementsAre("masquerade-not-applied", "reply-bypasses-director"));
  EXPECT_THAT(result.finding_claims[0].seen, IsEmpty());
}

TEST(Checksum, OfAnyPacketOfAConnectionMustBeRight) {
  JudgeScene scene(probe(""));
  scene.connect(asked_tuple);
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple).bad_checksum()}});
  EXPECT_THAT(messages(scene), ElementsAre("the transport checksum is wrong at client > director"));
}

}  // namespace
}  // namespace hopproof::verdict

#include "harness/verdict/diagnosis/diagnosis_scene.hh"

#include <cerrno>

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// The answer comes back to the director and ends there.
DiagnosisScene stopped() {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.wire.journey({{"rs1 > director on back", PacketBuilder("SYN-ACK", two_arm_answer)}});
  scene.route("director", "10.1.0.9", "dev front");
  scene.route("rs1", "10.1.0.9", "via 10.2.0.1 dev back", "10.2.0.5");
  return scene;
}

TEST(ReplyNotForwarded, IpForwardIsOff) {
  DiagnosisScene scene = stopped();
  scene.node("director").sysctls["net.ipv4.ip_forward"] = "0";
  scene.node("director").after["IpInAddrErrors"] = 4;
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].id, "reply-not-forwarded");
  EXPECT_THAT(
      result.findings[0].evidence,
      ElementsAre("rs1 > director: SYN-ACK 10.2.0.5:80 > 10.1.0.9:40000, frame 3: and "
                  "nothing behind it, not even ICMP",
                  "director: net.ipv4.ip_forward = 0", "director: nstat IpInAddrErrors +4"));
}

TEST(ReplyNotForwarded, NotWhereForwardingIsOn) {
  EXPECT_THAT(stopped().findings(), ElementsAre("unexplained at director"));
}

TEST(ReplyDroppedByForwardFilter, ByThePolicy) {
  DiagnosisScene scene = stopped();
  scene.node("director").rules = {moved_rule("-P FORWARD DROP", 2)};
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].text,
            "director drops the answer in FORWARD (the policy), where its source is still "
            "10.2.0.5:80");
  EXPECT_EQ(result.findings[0].remedy[0].command,
            "iptables -I FORWARD -s 10.2.0.5 -p tcp --sport 80 -j ACCEPT");
}

TEST(ReplyDroppedByForwardFilter, NotByARuleThatNamesTheVip) {
  DiagnosisScene scene = stopped();
  scene.node("director").rules = {moved_rule("-A FORWARD -s 10.1.0.1 -j DROP", 2)};
  EXPECT_THAT(scene.findings(), ElementsAre("unexplained at director"));
}

TEST(ReplyDroppedAsInvalid, ByTheRuleForInvalid) {
  DiagnosisScene scene = stopped();
  scene.node("director").rules = {
      moved_rule("-A FORWARD -m conntrack --ctstate INVALID -j DROP", 2)};
  EXPECT_THAT(scene.findings(), ElementsAre("reply-dropped-as-invalid at director"));
  EXPECT_EQ(scene.diagnosed().findings[0].remedy[0].command, "sysctl -w net.ipv4.vs.conntrack=1");
}

/// Near miss: the rule is there, and another one matched.
TEST(ReplyDroppedAsInvalid, NotWhereItsCounterStays) {
  DiagnosisScene scene = stopped();
  scene.node("director").rules = {
      moved_rule("-A FORWARD -m conntrack --ctstate INVALID -j DROP", 0),
      moved_rule("-A FORWARD -d 10.1.0.0/24 -j DROP", 1)};
  EXPECT_THAT(scene.findings(), ElementsAre("reply-dropped-by-forward-filter at director"));
}

TEST(RpFilterDrop, OfTheAnswerAtTheDirector) {
  DiagnosisScene scene = stopped();
  scene.route("director", "10.1.0.9", EXDEV, "10.2.0.5", "back");
  scene.route("director", "10.2.0.5", "dev other");
  scene.node("director").after["TcpExtIPReversePathFilter"] = 1;
  EXPECT_THAT(scene.findings(), ElementsAre("rp-filter-drop at director.back"));
}

/// The filter eats the server's ARP request, so no packet and no counter shows it.
TEST(RpFilterDrop, OfTheServersArpRequest) {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.wire.journey(
      {{"rs1 > director on back", PacketBuilder("ARP who-has", "10.2.0.5 > 10.2.0.1")}});
  scene.route("rs1", "10.1.0.9", "via 10.2.0.1 dev back", "10.2.0.5");
  scene.route("director", "10.2.0.1", EXDEV, "10.2.0.5", "back");
  EXPECT_THAT(scene.findings(), ElementsAre("rp-filter-drop at director.back"));
}

/// The director passes the packet on with the server's address.
DiagnosisScene leaked(std::string_view source) {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  const std::string behind = std::string(source) + " > 10.1.0.9:40000";
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.wire.journey({{"rs1 > director on back", PacketBuilder("SYN-ACK", two_arm_answer)},
                      {"director > client on front", PacketBuilder("SYN-ACK", behind)}});
  return scene;
}

TEST(ReplyNotTranslated, ItLeavesWithTheServersAddress) {
  EXPECT_THAT(leaked("10.2.0.5:80").findings(), ElementsAre("reply-not-translated at director"));
}

TEST(ReplyNotTranslated, OnePacketSchedulingIsSaid) {
  DiagnosisScene scene = leaked("10.2.0.5:80");
  scene.node("director").services[0].options.one_packet = true;
  EXPECT_THAT(scene.diagnosed().findings[0].text, HasSubstr("one-packet scheduling"));
}

TEST(ReplyNotTranslated, NotWhereItLeavesAsTheVip) {
  EXPECT_THAT(leaked("10.1.0.1:80").findings(), Not(Contains(HasSubstr("not-translated"))));
}

/// The error about a packet that is too big, up to `last`.
DiagnosisScene too_big(bool passed_on) {
  DiagnosisScene scene = leaked("10.1.0.1:80");
  scene.record.exchanges[0].outcome = Outcome::parse("stalled").value();
  const PacketBuilder outer = PacketBuilder("ICMP 3/4", "10.1.0.254 > 10.1.0.1")
                                  .carrying(PacketBuilder("DATA", two_arm_returned));
  const PacketBuilder inner = PacketBuilder("ICMP 3/4", "10.1.0.254 > 10.2.0.5")
                                  .carrying(PacketBuilder("DATA", two_arm_answer));
  if (passed_on) {
    scene.wire.journey({{"client > director on front", outer}, {"director > rs1 on back", inner}});
  } else {
    scene.wire.journey({{"client > director on front", outer}});
  }
  return scene;
}

TEST(IcmpErrorLost, ItEndsAtTheDirector) {
  EXPECT_THAT(too_big(false).findings(), ElementsAre("icmp-error-lost at director"));
}

TEST(IcmpErrorLost, NotWhereItComesToTheServer) {
  EXPECT_THAT(too_big(true).findings(), Not(Contains(HasSubstr("icmp-error-lost"))));
}

TEST(PayloadAddress, TheClientConnectsToTheServersOwnAddress) {
  DiagnosisScene scene = leaked("10.1.0.1:80");
  scene.wire.journey(
      {{"client > director on front", PacketBuilder("SYN", "10.1.0.9:40001 > 10.2.0.5:50123")}});
  EXPECT_THAT(scene.findings(), ElementsAre("payload-address at rs1"));
}

TEST(PayloadAddress, NotForASecondConnectionToTheVip) {
  DiagnosisScene scene = leaked("10.1.0.1:80");
  scene.wire.journey(
      {{"client > director on front", PacketBuilder("SYN", "10.1.0.9:40001 > 10.1.0.1:50123")}});
  EXPECT_THAT(scene.findings(), Not(Contains(HasSubstr("payload-address"))));
}

/// Two connections, one of each server; rs2's fails.
DiagnosisScene halves(std::string_view second_outcome) {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "answered", "rs1");
  scene.connect("10.1.0.9:40002 > 10.1.0.1:80", second_outcome,
                second_outcome == "answered" ? "rs2" : "");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.wire.journey(
      {{"client > director on front", PacketBuilder("SYN", "10.1.0.9:40002 > 10.1.0.1:80")},
       {"director > rs2 on back", PacketBuilder("SYN", "10.1.0.9:40002 > 10.2.0.6:80")}});
  scene.route("rs2", "10.1.0.9", ENETUNREACH, "10.2.0.6");
  return scene;
}

TEST(Uneven, OneOfTwoServersFails) {
  DiagnosisScene scene = halves("timeout");
  EXPECT_THAT(scene.findings(), ElementsAre("reply-has-no-route at rs2", "uneven at rs2"));
  const FindingResult uneven = scene.diagnosed().findings[1];
  EXPECT_EQ(uneven.text, "1 of 2 servers fails (rs2), so 1 of 2 connections failed");
  EXPECT_THAT(uneven.evidence,
              ElementsAre("rs1: 1 of 1 connections answered", "rs2: 0 of 1 connections answered"));
  EXPECT_THAT(uneven.flows, ElementsAre(1));
}

TEST(Uneven, NotWhereBothAnswer) { EXPECT_THAT(halves("answered").findings(), IsEmpty()); }

TEST(Unexplained, SaysWhereItWasSeenLast) {
  const StepResult result = stopped().diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].text,
            "no rule explains why this ended as timeout; its last packet was seen at director");
}

TEST(Unexplained, NeverWithoutTheLabsFacts) {
  DiagnosisScene scene = stopped();
  EXPECT_THAT(scene.judge().findings, IsEmpty());
}

}  // namespace
}  // namespace hopproof::verdict

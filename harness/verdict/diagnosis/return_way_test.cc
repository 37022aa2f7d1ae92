#include "harness/verdict/diagnosis/diagnosis_scene.hh"

#include <cerrno>

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view return_probe = "  - probe: {from: client, http: 100.222.111.1:8000}\n";

/// The one-arm story without masquerade, as its nodes see it.
DiagnosisScene one_arm() {
  DiagnosisScene scene(return_probe);
  scene.connect(asked_tuple, "timeout");
  scene.node("director").rules.clear();
  scene.node("director").sysctls["net.ipv4.ip_forward"] = "1";
  bypassed(scene.wire);
  scene.route("rs1", "1.65.15.140", "dev lan", "1.65.15.143");
  scene.route("director", "100.222.111.1", "local");
  return scene;
}

TEST(ReplyBypassesDirector, OnTheSameSegment) {
  DiagnosisScene scene = one_arm();
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  const FindingResult& finding = result.findings.front();
  EXPECT_EQ(finding.id, "reply-bypasses-director");
  EXPECT_EQ(finding.at, "rs1.lan");
  EXPECT_EQ(finding.text,
            "the answer of rs1 does not come back through director: rs1 has 1.65.15.140 on its own "
            "segment (lan), and answers it directly");
  EXPECT_THAT(finding.evidence,
              ElementsAre("director > rs1: SYN 1.65.15.140:40000 > 1.65.15.143:80, frame 2",
                          "rs1 > client: SYN-ACK 1.65.15.143:80 > 1.65.15.140:40000, frame 3",
                          "rs1: ip route get 1.65.15.140 from 1.65.15.143: dev lan"));
  EXPECT_THAT(finding.crossings, ElementsAre(1, 2));
  EXPECT_THAT(finding.flows, ElementsAre(0));
  ASSERT_EQ(finding.remedy.size(), 3u);
  EXPECT_EQ(finding.remedy[0].node, "rs1");
  EXPECT_EQ(finding.remedy[0].command, "ip route add 1.65.15.140/32 via 1.65.15.141");
  EXPECT_EQ(finding.remedy[1].command,
            "sysctl -w net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.lan.send_redirects=0");
  EXPECT_EQ(
      finding.remedy[2].command,
      "iptables -t nat -A POSTROUTING -m ipvs --vaddr 100.222.111.1 --vport 8000 -j MASQUERADE");
}

TEST(ReplyBypassesDirector, NotWhereItCameBackAndWasAnswered) {
  DiagnosisScene scene(return_probe);
  scene.connect(asked_tuple, "answered", "rs1");
  masqueraded(scene.wire);
  EXPECT_THAT(scene.findings(), IsEmpty());
}

TEST(ReplyBypassesDirector, ByASecondDefaultRoute) {
  DiagnosisScene scene = one_arm();
  scene.route("rs1", "1.65.15.140", "via 1.65.15.1 dev lan", "1.65.15.143");
  scene.node("rs1").default_routes = {"default via 1.65.15.1 dev lan metric 100",
                                      "default via 1.65.15.141 dev lan metric 200"};
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_THAT(result.findings[0].text, HasSubstr("two default routes"));
  EXPECT_THAT(result.findings[0].evidence,
              Contains("rs1: default via 1.65.15.141 dev lan metric 200"));
}

TEST(ReplyBypassesDirector, ByAGatewayThatIsNotThere) {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.wire.journey(
      {{"rs1 > nobody on back", PacketBuilder("ARP who-has", "10.2.0.5 > 10.2.0.99")}});
  scene.route("rs1", "10.1.0.9", "via 10.2.0.99 dev back", "10.2.0.5");
  EXPECT_THAT(scene.findings(), ElementsAre("reply-bypasses-director at rs1.back"));
}

TEST(ReplyHasNoRoute, WhereTheServerKnowsNoWayBack) {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.route("rs1", "10.1.0.9", ENETUNREACH, "10.2.0.5");
  scene.node("rs1").after["IpOutNoRoutes"] = 3;
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].id, "reply-has-no-route");
  EXPECT_EQ(result.findings[0].at, "rs1");
  EXPECT_THAT(result.findings[0].evidence, Contains("rs1: nstat IpOutNoRoutes +3"));
  EXPECT_EQ(result.findings[0].remedy[0].command, "ip route add 10.1.0.9/32 via 10.2.0.1");
}

/// Near miss: the way back is there, and it is the server that says nothing.
TEST(ReplyHasNoRoute, NotWhereTheServerIsSilentThoughItsRouteIsRight) {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.route("rs1", "10.1.0.9", "via 10.2.0.1 dev back", "10.2.0.5");
  EXPECT_THAT(scene.findings(), ElementsAre("dropped-at-server at rs1.back"));
}

TEST(ReplyHasNoRoute, AndIpForwardOffBehindItIsNamedToo) {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.node("director").sysctls["net.ipv4.ip_forward"] = "0";
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.route("rs1", "10.1.0.9", ENETUNREACH, "10.2.0.5");
  EXPECT_THAT(scene.findings(),
              ElementsAre("reply-has-no-route at rs1", "reply-not-forwarded at director"));
}

/// Not seen on kernels 6.1 and 6.12: built from what kernel documentation and older reports say.
TEST(ReplyRedirected, WhereALearnedRedirectMovedTheReply) {
  DiagnosisScene scene = one_arm();
  scene.wire.journey(
      {{"rs1 > director", PacketBuilder("SYN-ACK", "1.65.15.143:80 > 1.65.15.140:40000")},
       {"director > client", PacketBuilder("SYN-ACK", returned_tuple)}});
  scene.wire.journey({{"director > rs1", PacketBuilder("ICMP 5/1", "1.65.15.141 > 1.65.15.143")}});
  scene.wire.journey(
      {{"rs1 > client", PacketBuilder("DATA", "1.65.15.143:80 > 1.65.15.140:40000")}});
  scene.route("rs1", "1.65.15.140", "via 1.65.15.140 dev lan <redirected>", "1.65.15.143");
  EXPECT_THAT(scene.findings(), ElementsAre("reply-redirected at rs1.lan"));
}

TEST(ReplyRedirected, NotWhereTheRedirectWasIgnored) {
  DiagnosisScene scene = one_arm();
  scene.wire.journey({{"director > rs1", PacketBuilder("ICMP 5/1", "1.65.15.141 > 1.65.15.143")}});
  EXPECT_THAT(scene.findings(), ElementsAre("reply-bypasses-director at rs1.lan"));
}

/// The answer comes to the director, whose kernel has no way to the client.
DiagnosisScene answered_to_director() {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.wire.journey({{"rs1 > director on back", PacketBuilder("SYN-ACK", two_arm_answer)}});
  scene.route("rs1", "10.1.0.9", "via 10.2.0.1 dev back", "10.2.0.5");
  return scene;
}

TEST(ReplyHasNoRoute, WhateverTheDirectorsErrorIs) {
  for (const int error : {ENETUNREACH, EHOSTUNREACH, EINVAL, EACCES}) {
    DiagnosisScene scene = answered_to_director();
    scene.route("director", "10.1.0.9", error);
    EXPECT_THAT(scene.findings(), ElementsAre("reply-has-no-route at director"));
  }
}

TEST(ReplyHasNoRoute, NotWhereTheDirectorHasOne) {
  DiagnosisScene scene = answered_to_director();
  scene.route("director", "10.1.0.9", "dev front");
  EXPECT_THAT(scene.findings(), ElementsAre("unexplained at director"));
}

TEST(ReplyTakenByAnother, ByANodeWithTheClientsAddress) {
  DiagnosisScene scene = answered_to_director();
  scene.route("director", "10.1.0.9", "local");
  scene.node("director")
      .interfaces.push_back({"dummy0", true, false, {IpAddress::parse("10.1.0.9").value()}});
  EXPECT_THAT(scene.findings(), ElementsAre("reply-taken-by-another at director.back"));
}

}  // namespace
}  // namespace hopproof::verdict

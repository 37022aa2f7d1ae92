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

DiagnosisScene server_two_arm(std::string_view outcome = "timeout") {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, outcome);
  scene.route("director", "10.1.0.1", "local");
  scene.route("rs1", "10.1.0.9", "via 10.2.0.1 dev back", "10.2.0.5");
  return scene;
}

void delivered(DiagnosisScene& scene) {
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
}

TEST(ServerUnreachable, NobodyAnswersArpForIt) {
  DiagnosisScene scene = server_two_arm("unreachable EHOSTUNREACH");
  scene.record.chosen = {DiagnosisScene::row("10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80")};
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)}});
  scene.wire.journey(
      {{"director > nobody on back", PacketBuilder("ARP who-has", "10.2.0.1 > 10.2.0.5")}});
  scene.route("director", "10.2.0.5", "dev back");
  EXPECT_THAT(scene.findings(), ElementsAre("server-unreachable at director.back"));
  EXPECT_EQ(scene.diagnosed().findings[0].remedy[0].command,
            "ipvsadm -d -t 10.1.0.1:80 -r 10.2.0.5:80");
}

TEST(ServerUnreachable, ThereIsNoRoute) {
  DiagnosisScene scene = server_two_arm("unreachable ENETUNREACH");
  scene.record.chosen = {DiagnosisScene::row("10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80")};
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)}});
  scene.route("director", "10.2.0.5", ENETUNREACH);
  EXPECT_THAT(scene.findings(), ElementsAre("server-unreachable at director"));
}

TEST(ServerUnreachable, NotWhereItsAnswerTakesAnotherWay) {
  DiagnosisScene scene = server_two_arm();
  delivered(scene);
  scene.wire.journey(
      {{"director > rs2 on back", PacketBuilder("ARP who-has", "10.2.0.1 > 10.2.0.5")}});
  EXPECT_THAT(scene.findings(), Not(Contains(HasSubstr("server-unreachable"))));
}

constexpr std::string_view hairpin_case = R"(case: 1
name: hairpin
networks: {docker0: {}}
nodes:
  node:
    interfaces: {docker0: [172.17.0.1/16, 10.0.0.205/32]}
    sysctls: {net.ipv4.ip_forward: 1}
    ipvs:
      - -A -t 10.0.0.205:3080 -s rr
      - -a -t 10.0.0.205:3080 -r 172.17.0.3:80 -m
    iptables:
      loop-back: -t nat -A POSTROUTING -s 172.17.0.3/32 -d 172.17.0.3/32 -j MASQUERADE
  pod:
    interfaces: {docker0: 172.17.0.3/16}
    routes: {gateway: default via 172.17.0.1}
    serves: [http:80]
steps:
  - probe: {from: pod, http: 10.0.0.205:3080}
)";

DiagnosisScene hairpin() {
  DiagnosisScene scene("", hairpin_case);
  scene.connect("172.17.0.3:40000 > 10.0.0.205:3080", "timeout");
  scene.wire.journey(
      {{"pod > node on docker0", PacketBuilder("SYN", "172.17.0.3:40000 > 10.0.0.205:3080")},
       {"node > pod on docker0", PacketBuilder("SYN", "172.17.0.3:40000 > 172.17.0.3:80")}});
  return scene;
}

TEST(HairpinToSelf, TheServerIsGivenToItself) {
  DiagnosisScene scene = hairpin();
  scene.node("node").rules.clear();
  EXPECT_THAT(scene.findings(), ElementsAre("hairpin-to-self at pod.docker0"));
  EXPECT_EQ(scene.diagnosed().findings[0].remedy[0].command,
            "iptables -t nat -A POSTROUTING -s 172.17.0.3 -d 172.17.0.3 -j MASQUERADE");
}

TEST(HairpinToSelf, AndTheRuleAgainstItNeedsConntrack) {
  EXPECT_THAT(hairpin().findings(),
              ElementsAre("masquerade-not-applied at node", "hairpin-to-self at pod.docker0"));
}

/// Near miss: the server is a client too, and is given to another one.
TEST(HairpinToSelf, NotWhereAnotherServerIsChosen) {
  DiagnosisScene scene = server_two_arm();
  delivered(scene);
  EXPECT_THAT(scene.findings(), Not(Contains(HasSubstr("hairpin"))));
}

constexpr std::string_view direct_case = R"(case: 1
name: direct routing
networks: {lan: {}}
nodes:
  client: {interfaces: {lan: 10.0.0.2/24}}
  director:
    interfaces: {lan: [10.0.0.1/24, 10.0.0.100/32]}
    ipvs:
      - -A -t 10.0.0.100:80 -s rr
      - -a -t 10.0.0.100:80 -r 10.0.0.3:80 -g
  rs1: {interfaces: {lan: 10.0.0.3/24, lo: 10.0.0.100/32}, serves: [http:80]}
steps:
  - probe: {from: client, http: 10.0.0.100:80}
)";

DiagnosisScene direct() {
  DiagnosisScene scene("", direct_case);
  scene.connect("10.0.0.2:40000 > 10.0.0.100:80", "timeout");
  scene.wire.journey({{"client > director", PacketBuilder("SYN", "10.0.0.2:40000 > 10.0.0.100:80")},
                      {"director > rs1", PacketBuilder("SYN", "10.0.0.2:40000 > 10.0.0.100:80")}});
  scene.route("rs1", "10.0.0.2", "dev lan", "10.0.0.100");
  return scene;
}

TEST(ServerRefusesVip, WhichHasItNot) {
  DiagnosisScene scene = direct();
  scene.node("rs1").interfaces[1].addresses.clear();
  EXPECT_THAT(scene.findings(), ElementsAre("server-refuses-vip at rs1.lan"));
}

TEST(ServerRefusesVip, NotWhereItHasIt) {
  EXPECT_THAT(direct().findings(), ElementsAre("dropped-at-server at rs1.lan"));
}

TEST(DroppedAtServer, ByItsFilter) {
  DiagnosisScene scene = server_two_arm();
  delivered(scene);
  auto parsed =
      std::get<ParsedRule>(parse_iptables("-A INPUT -p tcp --dport 80 -j DROP", Family::v4));
  scene.node("rs1").rules.push_back(
      {Family::v4, "", "-A INPUT -p tcp --dport 80 -j DROP", std::move(parsed.rule), false, 2});
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].id, "dropped-at-server");
  EXPECT_EQ(result.findings[0].text, "rs1 drops the request in INPUT");
  EXPECT_EQ(result.findings[0].remedy[0].command, "iptables -I INPUT -p tcp --dport 80 -j ACCEPT");
}

/// Two causes that the evidence does not separate: it says so, and what would.
TEST(DroppedAtServer, OrHungWhichLooksAlike) {
  DiagnosisScene scene = server_two_arm();
  delivered(scene);
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_THAT(result.findings[0].evidence, Contains(HasSubstr("would show which it is")));
}

TEST(DroppedAtServer, NotWhereItAnswers) {
  DiagnosisScene scene = server_two_arm("answered");
  delivered(scene);
  scene.wire.journey({{"rs1 > director on back", PacketBuilder("SYN-ACK", two_arm_answer)},
                      {"director > client on front", PacketBuilder("SYN-ACK", two_arm_returned)}});
  EXPECT_THAT(scene.findings(), IsEmpty());
}

DiagnosisScene refused() {
  DiagnosisScene scene = server_two_arm("refused");
  delivered(scene);
  scene.node("rs1").listeners = {{6, Endpoint::parse("0.0.0.0:8080").value()}};
  scene.wire.journey({{"rs1 > director on back", PacketBuilder("RST", two_arm_answer)},
                      {"director > client on front", PacketBuilder("RST", two_arm_returned)}});
  return scene;
}

TEST(ServerRefused, NobodyListensThere) {
  DiagnosisScene scene = refused();
  EXPECT_THAT(scene.findings(), ElementsAre("server-refused at rs1"));
  EXPECT_THAT(scene.diagnosed().findings[0].evidence, Contains("rs1: ss -ln: nothing on port 80"));
}

TEST(ServerPortZero, TheServerLineNamesNoPort) {
  DiagnosisScene scene = refused();
  scene.node("director").services[0].servers[0].address.port = 0;
  EXPECT_THAT(scene.findings(), ElementsAre("server-port-zero at director"));
}

TEST(ServerPortZero, NotWhereItNamesOne) {
  EXPECT_THAT(refused().findings(), Not(Contains(HasSubstr("server-port-zero"))));
}

/// Near miss: the reset is the director's own, no server was asked.
TEST(ServerRefused, NotByTheDirectorItself) {
  DiagnosisScene scene = server_two_arm("refused");
  scene.node("director").services.clear();
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)}});
  scene.wire.journey({{"director > client on front", PacketBuilder("RST", two_arm_returned)}});
  EXPECT_THAT(scene.findings(), ElementsAre("no-matching-service at director"));
}

}  // namespace
}  // namespace hopproof::verdict

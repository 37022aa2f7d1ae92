#include "harness/verdict/diagnosis/diagnosis_scene.hh"

#include <cerrno>

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view masquerade_probe =
    "  - probe: {from: client, http: 100.222.111.1:8000}\n";

/// The one-arm story with its masquerade rule, and the reply bypasses.
DiagnosisScene story() {
  DiagnosisScene scene(masquerade_probe);
  scene.connect(asked_tuple, "timeout");
  scene.node("director").sysctls["net.ipv4.ip_forward"] = "1";
  bypassed(scene.wire);
  scene.route("rs1", "1.65.15.140", "dev lan", "1.65.15.143");
  return scene;
}

std::string first_text(const StepResult& result) {
  return result.findings.empty() ? "" : result.findings.front().text;
}

TEST(MasqueradeNotApplied, ConntrackOff) {
  DiagnosisScene scene = story();
  const StepResult result = scene.diagnosed();
  EXPECT_THAT(scene.findings(), ElementsAre("masquerade-not-applied at director",
                                            "reply-bypasses-director at rs1.lan"));
  EXPECT_EQ(first_text(result),
            "the masquerade rule director.iptables.masquerade of director has no effect: "
            "net.ipv4.vs.conntrack is 0, so IPVS packets are untracked");
  EXPECT_EQ(result.findings[0].remedy[0].command, "sysctl -w net.ipv4.vs.conntrack=1");
}

TEST(MasqueradeNotApplied, ATermExcludesTheClient) {
  DiagnosisScene scene = story();
  scene.node("director").sysctls["net.ipv4.vs.conntrack"] = "1";
  scene.node("director").rules = {
      moved_rule("-t nat -A POSTROUTING -m ipvs --ipvs ! -s 1.65.0.0/16 -j MASQUERADE", 0)};
  EXPECT_THAT(first_text(scene.diagnosed()),
              HasSubstr("its term '! -s 1.65.0.0/16' excludes this packet"));
}

TEST(MasqueradeNotApplied, ItWaitsForAMark) {
  DiagnosisScene scene = story();
  scene.node("director").sysctls["net.ipv4.vs.conntrack"] = "1";
  scene.node("director").rules = {
      moved_rule("-t nat -A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE", 0)};
  EXPECT_THAT(first_text(scene.diagnosed()),
              HasSubstr("its term '--mark 0x4000/0x4000' may exclude this packet"));
}

TEST(MasqueradeNotApplied, Notrack) {
  DiagnosisScene scene = story();
  scene.node("director").sysctls["net.ipv4.vs.conntrack"] = "1";
  scene.node("director")
      .rules.push_back(moved_rule(
          "-t raw -A PREROUTING -d 100.222.111.1 -p tcp --dport 8000 -j CT --notrack", 2));
  const StepResult result = scene.diagnosed();
  EXPECT_THAT(first_text(result), HasSubstr("makes the request untracked"));
  EXPECT_EQ(result.findings[0].remedy[0].command,
            "iptables -t raw -D PREROUTING -d 100.222.111.1 -p tcp --dport 8000 -j CT --notrack");
}

/// Near miss: a masquerade rule for other traffic (servers that go out) is not a fault.
TEST(MasqueradeNotApplied, NotARuleForOtherTraffic) {
  DiagnosisScene scene = story();
  scene.node("director").rules = {
      moved_rule("-t nat -A POSTROUTING -s 1.65.15.143 -o wan -j MASQUERADE", 0)};
  EXPECT_THAT(scene.findings(), ElementsAre("reply-bypasses-director at rs1.lan"));
}

TEST(MasqueradeNotApplied, NotWithoutARule) {
  DiagnosisScene scene = story();
  scene.node("director").rules.clear();
  EXPECT_THAT(scene.findings(), ElementsAre("reply-bypasses-director at rs1.lan"));
}

/// Near miss: it did apply, and the server is silent.
TEST(MasqueradeNotApplied, NotWhereItWasApplied) {
  DiagnosisScene scene(masquerade_probe);
  scene.connect(asked_tuple, "timeout");
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)},
                      {"director > rs1", PacketBuilder("SYN", forwarded_tuple)}});
  scene.route("rs1", "1.65.15.141", "dev lan", "1.65.15.143");
  EXPECT_THAT(scene.findings(), ElementsAre("dropped-at-server at rs1.lan"));
}

constexpr std::string_view held_masquerade_steps =
    R"(  - probe: {from: client, tcp: 100.222.111.1:8000, hold: session}
  - probe: {on: session}
)";

DiagnosisScene held_masquerade(std::string_view forwarded) {
  DiagnosisScene scene(held_masquerade_steps);
  scene.next_step();
  scene.connect(asked_tuple, "reset").hold = "session";
  scene.bindings.held_server["session"] = Endpoint::parse("1.65.15.143:80").value();
  scene.bindings.held_director["session"] = "director";
  scene.bindings.held_source["session"] = Endpoint::parse("1.65.15.141:50000").value();
  scene.record.chosen = {
      DiagnosisScene::row("1.65.15.140:40000 100.222.111.1:8000 1.65.15.143:80")};
  scene.wire.journey({{"client > director", PacketBuilder("DATA", asked_tuple)},
                      {"director > rs1", PacketBuilder("DATA", forwarded)}});
  scene.wire.journey(
      {{"rs1 > director", PacketBuilder("RST", "1.65.15.143:80 > 1.65.15.141:51111")},
       {"director > client", PacketBuilder("RST", returned_tuple)}});
  return scene;
}

TEST(ConntrackLost, TheSameConnectionFromAnotherPort) {
  EXPECT_THAT(held_masquerade("1.65.15.141:51111 > 1.65.15.143:80").findings(),
              ElementsAre("conntrack-lost at director"));
}

TEST(ConntrackLost, NotFromTheSamePort) {
  EXPECT_THAT(held_masquerade(forwarded_tuple).findings(),
              Not(Contains(HasSubstr("conntrack-lost"))));
}

/// One port to masquerade with, and another connection has it.
DiagnosisScene one_port(std::string_view other) {
  DiagnosisScene scene(masquerade_probe);
  scene.connect(asked_tuple, "timeout");
  scene.node("director").sysctls["net.ipv4.vs.conntrack"] = "1";
  scene.node("director").rules = {moved_rule(
      "-t nat -A POSTROUTING -p tcp -m ipvs --vport 8000 -j MASQUERADE --to-ports 20000", 1)};
  scene.route("director", "1.65.15.143", "dev lan");
  scene.record.chosen = {DiagnosisScene::row("1.65.15.140:40000 100.222.111.1:8000 1.65.15.143:80"),
                         DiagnosisScene::row(other)};
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)}});
  return scene;
}

TEST(MasqueradePortExhausted, NoPortIsLeftTowardThisServer) {
  EXPECT_THAT(one_port("1.65.15.140:39999 100.222.111.1:8000 1.65.15.143:80").findings(),
              ElementsAre("masquerade-port-exhausted at director"));
}

TEST(MasqueradePortExhausted, NotWhereTheOtherConnectionIsToAnotherServer) {
  EXPECT_THAT(one_port("1.65.15.140:39999 100.222.111.1:8000 1.65.15.144:80").findings(),
              ElementsAre("unexplained at director"));
}

constexpr std::string_view local_client = R"(case: 1
name: the director is its own client
networks: {lan: {}}
nodes:
  director:
    interfaces: {lan: 10.0.1.1/24, kube-ipvs0: {network: none, addresses: 10.120.0.1/32}}
    ipvs:
      - -A -t 10.120.0.1:443 -s rr
      - -a -t 10.120.0.1:443 -r 10.0.1.2:6443 -m
  rs1: {interfaces: {lan: 10.0.1.2/24}, serves: [http:6443]}
steps:
  - probe: {from: director, http: 10.120.0.1:443}
)";

TEST(WrongSourceAddress, AClientOnTheDirectorSpeaksAsTheVip) {
  DiagnosisScene scene("", local_client);
  scene.connect("10.120.0.1:40000 > 10.120.0.1:443", "timeout");
  scene.wire.journey(
      {{"director > rs1", PacketBuilder("SYN", "10.120.0.1:40000 > 10.0.1.2:6443")}});
  scene.route("rs1", "10.120.0.1", ENETUNREACH, "10.0.1.2");
  EXPECT_THAT(scene.findings(),
              ElementsAre("wrong-source-address at director.lan", "reply-has-no-route at rs1"));
  EXPECT_EQ(scene.diagnosed().findings[0].remedy[0].command,
            "iptables -t nat -A POSTROUTING -s 10.120.0.1 -o lan -j MASQUERADE");
}

TEST(WrongSourceAddress, NotFromTheInterfacesOwnAddress) {
  DiagnosisScene scene("", local_client);
  scene.connect("10.0.1.1:40000 > 10.120.0.1:443", "timeout");
  scene.wire.journey({{"director > rs1", PacketBuilder("SYN", "10.0.1.1:40000 > 10.0.1.2:6443")}});
  scene.route("rs1", "10.0.1.1", "dev lan", "10.0.1.2");
  EXPECT_THAT(scene.findings(), ElementsAre("dropped-at-server at rs1.lan"));
}

TEST(WrongSourceAddress, ALoopbackAddressCannotLeave) {
  DiagnosisScene scene("", local_client);
  scene.connect("127.0.0.1:40000 > 10.120.0.1:443", "timeout");
  EXPECT_THAT(scene.findings(), ElementsAre("wrong-source-address at director.lo"));
}

TEST(WrongSourceAddress, OfAServerWithTwoAddresses) {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.wire.journey(
      {{"rs1 > director on back", PacketBuilder("SYN-ACK", "10.2.0.55:80 > 10.1.0.9:40000")}});
  scene.route("rs1", "10.1.0.9", "via 10.2.0.1 dev back", "10.2.0.5");
  EXPECT_THAT(scene.findings(), ElementsAre("wrong-source-address at rs1.back"));
}

}  // namespace
}  // namespace hopproof::verdict

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

constexpr std::string_view probe_step = "  - probe: {from: client, http: 100.222.111.1:8000}\n";
constexpr std::string_view nowhere = "0.0.0.0:0 > 100.222.111.1:8000";

TEST(NoRouteToVip, InTheClientsOwnStack) {
  DiagnosisScene scene(probe_step);
  scene.connect(nowhere, "unreachable ENETUNREACH");
  scene.route("client", "100.222.111.1", ENETUNREACH);
  scene.route("director", "100.222.111.1", "local");
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].id, "no-route-to-vip");
  EXPECT_EQ(result.findings[0].at, "client");
  EXPECT_THAT(result.findings[0].evidence,
              Contains("client: ip route get 100.222.111.1: ENETUNREACH"));
  ASSERT_EQ(result.findings[0].remedy.size(), 1u);
  EXPECT_EQ(result.findings[0].remedy[0].command,
            "ip route replace 100.222.111.1/32 via 1.65.15.141");
}

TEST(NoRouteToVip, AProgramOfTheUsersOwnThatSentNothing) {
  DiagnosisScene scene("  - probe: {from: client, run: curl 100.222.111.1:8000}\n");
  trace::Exchange& exchange = scene.connect("0.0.0.0:0 > 0.0.0.0:0", "failed");
  exchange.exit_code = 7;
  scene.route("client", "100.222.111.1", ENETUNREACH);
  EXPECT_THAT(scene.findings(), ElementsAre("no-route-to-vip at client"));
}

TEST(NoRouteToVip, ADeadNextHop) {
  DiagnosisScene scene(probe_step);
  scene.connect(nowhere, "unreachable EHOSTUNREACH");
  scene.route("client", "100.222.111.1", "via 1.65.15.9 dev lan");
  scene.wire.journey(
      {{"client > nobody", PacketBuilder("ARP who-has", "1.65.15.140 > 1.65.15.9")}});
  EXPECT_THAT(scene.findings(), ElementsAre("no-route-to-vip at client.lan"));
}

/// Near miss: ENETUNREACH has two meanings. The director without the VIP says it by ICMP.
TEST(NoRouteToVip, NotWhereTheDirectorSaysSo) {
  DiagnosisScene scene(probe_step);
  scene.connect(asked_tuple, "unreachable ENETUNREACH");
  scene.node("director").interfaces[0].addresses.pop_back();
  scene.route("client", "100.222.111.1", "via 1.65.15.141 dev lan");
  scene.route("director", "100.222.111.1", ENETUNREACH);
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)}});
  scene.wire.journey({{"director > client", PacketBuilder("ICMP 3/0", "1.65.15.141 > 1.65.15.140")
                                                .carrying(PacketBuilder("SYN", asked_tuple))}});
  EXPECT_THAT(scene.findings(), ElementsAre("vip-not-on-director at director"));
}

constexpr std::string_view no_vip = R"(case: 1
name: nobody has it
networks: {lan: {}}
nodes:
  client: {interfaces: {lan: 10.0.20.9/24}}
  director:
    interfaces: {lan: 10.0.20.1/24}
    ipvs:
      - -A -t 10.0.20.30:16443 -s rr
      - -a -t 10.0.20.30:16443 -r 10.0.20.31:6443 -m
  rs1: {interfaces: {lan: 10.0.20.31/24}, serves: [http:6443]}
steps:
  - probe: {from: client, http: 10.0.20.30:16443}
)";

TEST(VipArpUnanswered, AndTheVipIsOnNoDirector) {
  DiagnosisScene scene("", no_vip);
  scene.connect("0.0.0.0:0 > 10.0.20.30:16443", "unreachable EHOSTUNREACH");
  scene.wire.journey(
      {{"client > director", PacketBuilder("ARP who-has", "10.0.20.9 > 10.0.20.30")}});
  scene.route("client", "10.0.20.30", "dev lan");
  scene.route("director", "10.0.20.30", "dev lan");
  EXPECT_THAT(scene.findings(),
              ElementsAre("vip-arp-unanswered at director.lan", "vip-not-on-director at director"));
  EXPECT_THAT(scene.diagnosed().findings[1].remedy[0].command, "ip addr add 10.0.20.30/32 dev lan");
}

TEST(VipArpUnanswered, NotWhereSomebodyAnswers) {
  DiagnosisScene scene("", no_vip);
  scene.connect("10.0.20.9:40000 > 10.0.20.30:16443", "timeout");
  scene.wire.journey(
      {{"client > director", PacketBuilder("ARP who-has", "10.0.20.9 > 10.0.20.30")}});
  scene.wire.journey({{"director > client", PacketBuilder("ARP reply", "10.0.20.30 > 10.0.20.9")}});
  EXPECT_THAT(scene.findings(), Not(Contains(HasSubstr("vip-arp-unanswered"))));
}

TEST(VipAnsweredTwice, ByTwoNodesThoughItWorks) {
  DiagnosisScene scene("  - probe: {from: client, ping: 100.222.111.1}\n");
  scene.connect("1.65.15.140:0 > 100.222.111.1:0", "answered");
  for (const char* hop : {"director > client", "rs1 > client"})
    scene.wire.journey({{hop, PacketBuilder("ARP reply", "100.222.111.1 > 1.65.15.140")}});
  EXPECT_THAT(scene.findings(), ElementsAre("vip-answered-twice at rs1.lan"));
}

TEST(VipAnsweredTwice, NotByOneNodeThatAnswersTwice) {
  DiagnosisScene scene("  - probe: {from: client, ping: 100.222.111.1}\n");
  scene.connect("1.65.15.140:0 > 100.222.111.1:0", "answered");
  for (int i = 0; i < 2; ++i) {
    scene.wire.journey(
        {{"director > client", PacketBuilder("ARP reply", "100.222.111.1 > 1.65.15.140")}});
  }
  EXPECT_THAT(scene.findings(), IsEmpty());
}

TEST(BadChecksum, OfAPacketThatNobodyAnswers) {
  DiagnosisScene scene(probe_step);
  scene.connect(asked_tuple, "timeout");
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)},
                      {"director > rs1", PacketBuilder("SYN", forwarded_tuple).bad_checksum()}});
  scene.route("rs1", "1.65.15.141", "dev lan", "1.65.15.143");
  EXPECT_THAT(scene.findings(), ElementsAre("bad-checksum at rs1.lan"));
}

TEST(BadChecksum, NotWhereTheChecksumIsRight) {
  DiagnosisScene scene(probe_step);
  scene.connect(asked_tuple, "timeout");
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)},
                      {"director > rs1", PacketBuilder("SYN", forwarded_tuple)}});
  scene.route("rs1", "1.65.15.141", "dev lan", "1.65.15.143");
  EXPECT_THAT(scene.findings(), ElementsAre("dropped-at-server at rs1.lan"));
}

TEST(LostOnTheLink, BetweenDirectorAndServer) {
  DiagnosisScene scene(probe_step);
  scene.connect(asked_tuple, "timeout");
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)},
                      {"director > rs1", PacketBuilder("SYN", forwarded_tuple), true}});
  EXPECT_THAT(scene.findings(), ElementsAre("lost-on-the-link at director.lan"));
}

TEST(LostOnTheLink, NotWhereTheResendCame) {
  DiagnosisScene scene(probe_step);
  scene.connect(asked_tuple, "timeout");
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)},
                      {"director > rs1", PacketBuilder("SYN", forwarded_tuple), true}});
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)},
                      {"director > rs1", PacketBuilder("SYN", forwarded_tuple)}});
  EXPECT_THAT(scene.findings(), Not(Contains(HasSubstr("lost-on-the-link"))));
}

constexpr std::string_view routed_case = R"(case: 1
name: a router before the director
networks: {wan: {}, front: {}, back: {}}
nodes:
  client: {interfaces: {wan: 203.0.113.9/24}, routes: {gateway: default via 203.0.113.1}}
  router:
    interfaces: {wan: 203.0.113.1/24, front: 10.1.0.254/24}
    iptables: {no-web: -A FORWARD -p tcp --dport 80 -j DROP}
  director:
    interfaces: {front: 10.1.0.1/24, back: 10.2.0.1/24}
    sysctls: {net.ipv4.ip_forward: 1}
    routes: {gateway: default via 10.1.0.254}
    ipvs:
      - -A -t 10.1.0.1:80 -s rr
      - -a -t 10.1.0.1:80 -r 10.2.0.5:80 -m
  rs1: {interfaces: {back: 10.2.0.5/24}, routes: {gateway: default via 10.2.0.1}, serves: [http:80]}
steps:
  - probe: {from: client, http: 10.1.0.1:80}
)";

DiagnosisScene stopped_at_router() {
  DiagnosisScene scene("", routed_case);
  scene.connect("203.0.113.9:40000 > 10.1.0.1:80", "timeout");
  scene.wire.journey(
      {{"client > router on wan", PacketBuilder("SYN", "203.0.113.9:40000 > 10.1.0.1:80")}});
  return scene;
}

TEST(RequestNotForwarded, ByARouterThatDoesNotForward) {
  EXPECT_THAT(stopped_at_router().findings(), ElementsAre("request-not-forwarded at router"));
}

TEST(RequestNotForwarded, ByARoutersFilter) {
  DiagnosisScene scene = stopped_at_router();
  scene.node("router").sysctls["net.ipv4.ip_forward"] = "1";
  scene.moved("router.iptables.no-web");
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_THAT(
      result.findings[0].evidence,
      Contains("router.iptables.no-web: -A FORWARD -p tcp --dport 80 -j DROP matched 1 packet"));
}

/// Near miss: it forwards and filters nothing, but knows no way.
TEST(RequestNotForwarded, NotWhereTheRouterHasNoRoute) {
  DiagnosisScene scene = stopped_at_router();
  scene.node("router").sysctls["net.ipv4.ip_forward"] = "1";
  scene.route("router", "10.1.0.1", ENETUNREACH, "203.0.113.9", "wan");
  EXPECT_THAT(scene.findings(), ElementsAre("no-route-to-vip at router"));
}

/// The server has the client's network on another interface, and a strict filter there.
DiagnosisScene filtered_at_server() {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.node("rs1").sysctls["net.ipv4.conf.all.rp_filter"] = "1";
  scene.route("rs1", "10.2.0.5", EXDEV, "10.1.0.9", "back");
  scene.route("rs1", "10.1.0.9", "dev other");
  scene.route("rs1", "10.1.0.9", "dev other", "10.2.0.5");
  return scene;
}

TEST(RpFilterDrop, AtTheServerAndTheAnswerWouldBypassTheDirector) {
  DiagnosisScene scene = filtered_at_server();
  scene.node("rs1").after["TcpExtIPReversePathFilter"] = 2;
  EXPECT_THAT(scene.findings(),
              ElementsAre("rp-filter-drop at rs1.back", "reply-bypasses-director at rs1.other"));
  EXPECT_THAT(scene.diagnosed().findings[0].evidence,
              Contains("rs1: net.ipv4.conf.all.rp_filter = 1"));
}

TEST(RpFilterDrop, NotWhereItsCounterStays) {
  EXPECT_THAT(filtered_at_server().findings(), Not(Contains(HasSubstr("rp-filter-drop"))));
}

constexpr std::string_view filtered = R"(case: 1
name: filters
networks: {front: {}, back: {}}
nodes:
  client: {interfaces: {front: 10.1.0.9/24}}
  director:
    interfaces: {front: 10.1.0.1/24, back: 10.2.0.1/24}
    sysctls: {net.ipv4.ip_forward: 1}
    ipvs:
      - -A -t 10.1.0.1:80 -s rr
      - -a -t 10.1.0.1:80 -r 10.2.0.5:80 -m
    iptables:
      web: -A INPUT -d 10.1.0.1 -p tcp --dport 80 -j DROP
      dns: -A INPUT -p udp -j DROP
      replies: -A FORWARD -s 10.2.0.5 -j DROP
      invalid: -A FORWARD -m conntrack --ctstate INVALID -j DROP
      rpfilter: -t raw -A PREROUTING -m rpfilter --invert -j DROP
  rs1:
    interfaces: {back: 10.2.0.5/24}
    routes: {gateway: default via 10.2.0.1}
    iptables: {closed: -A INPUT -p tcp --dport 80 -j DROP}
    serves: [http:80]
steps:
  - probe: {from: client, http: 10.1.0.1:80}
)";

DiagnosisScene stopped_at_director() {
  DiagnosisScene scene("", filtered);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)}});
  scene.route("director", "10.1.0.1", "local");
  return scene;
}

TEST(RequestDroppedByInputFilter, ByTheRuleThatMoved) {
  DiagnosisScene scene = stopped_at_director();
  scene.moved("director.iptables.web", 3);
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].id, "request-dropped-by-input-filter");
  EXPECT_EQ(result.findings[0].remedy[0].command,
            "iptables -I INPUT -d 10.1.0.1 -p tcp --dport 80 -j ACCEPT");
}

/// Near miss: that rule is for other packets, though it moved.
TEST(RequestDroppedByInputFilter, NotByARuleForOtherPackets) {
  DiagnosisScene scene = stopped_at_director();
  scene.moved("director.iptables.dns", 3);
  EXPECT_THAT(scene.findings(), ElementsAre("unexplained at director"));
}

TEST(RpFilterDrop, ByARuleOfIptables) {
  DiagnosisScene scene = stopped_at_director();
  scene.moved("director.iptables.rpfilter");
  scene.route("director", "10.1.0.9", "dev back");
  EXPECT_THAT(scene.findings(), ElementsAre("rp-filter-drop at director.front"));
}

TEST(RpFilterDrop, NotByThatRuleWhereTheWayBackIsTheSame) {
  DiagnosisScene scene = stopped_at_director();
  scene.moved("director.iptables.rpfilter");
  scene.route("director", "10.1.0.9", "dev front");
  EXPECT_THAT(scene.findings(), ElementsAre("unexplained at director"));
}

}  // namespace
}  // namespace hopproof::verdict

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

DiagnosisScene two_arm(std::string_view outcome, std::string_view steps = two_arm_probe) {
  DiagnosisScene scene(steps, two_arm_case);
  scene.connect(two_arm_asked, outcome);
  scene.route("director", "10.1.0.1", "local");
  return scene;
}

void asked(DiagnosisScene& scene, std::string_view kind = "SYN") {
  scene.wire.journey({{"client > director on front", PacketBuilder(kind, two_arm_asked)}});
}

void reset_by_director(DiagnosisScene& scene) {
  scene.wire.journey({{"director > client on front", PacketBuilder("RST", two_arm_returned)}});
}

void icmp_by_director(DiagnosisScene& scene) {
  scene.wire.journey(
      {{"director > client on front", PacketBuilder("ICMP 3/3", "10.1.0.1 > 10.1.0.9")
                                          .carrying(PacketBuilder("SYN", two_arm_asked))}});
}

TEST(VipNotOnDirector, TheRequestIsForwarded) {
  DiagnosisScene scene = two_arm("timeout");
  scene.node("director").interfaces[0].addresses.clear();
  scene.route("director", "10.1.0.1", "via 10.2.0.254 dev back");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs2 on back", PacketBuilder("SYN", two_arm_asked)}});
  EXPECT_THAT(scene.findings(), ElementsAre("vip-not-on-director at director"));
}

TEST(VipNotOnDirector, NotWhereTheKernelSaysLocal) {
  DiagnosisScene scene = two_arm("refused");
  asked(scene);
  reset_by_director(scene);
  EXPECT_THAT(scene.findings(), Not(Contains(HasSubstr("vip-not-on-director"))));
}

TEST(NoMatchingService, TheDirectorsStackResets) {
  DiagnosisScene scene = two_arm("refused");
  scene.node("director").services.clear();
  asked(scene);
  reset_by_director(scene);
  EXPECT_THAT(scene.findings(), ElementsAre("no-matching-service at director"));
}

TEST(NoMatchingService, NotWhereTheServiceIsThere) {
  DiagnosisScene scene = two_arm("refused");
  asked(scene);
  reset_by_director(scene);
  EXPECT_THAT(scene.findings(), ElementsAre("unexplained at client"));
}

TEST(AnsweredByTheDirector, AProgramOfItsOwn) {
  DiagnosisScene scene = two_arm("answered");
  scene.record.exchanges[0].served = "director";
  scene.node("director").services.clear();
  scene.node("director").listeners.push_back({6, Endpoint::parse("0.0.0.0:80").value()});
  asked(scene);
  scene.wire.journey({{"director > client on front", PacketBuilder("SYN-ACK", two_arm_returned)}});
  EXPECT_THAT(scene.findings(), ElementsAre("no-matching-service at director",
                                            "answered-by-the-director at director"));
  EXPECT_THAT(scene.diagnosed().findings[1].evidence, Contains("director listens on 0.0.0.0:80"));
}

/// Near miss: a service is for it, and the real server is the director itself.
TEST(AnsweredByTheDirector, NotByALocalRealServer) {
  DiagnosisScene scene = two_arm("answered");
  scene.node("director").services[0].servers = {
      {Endpoint::parse("10.2.0.1:80").value(), ServerOptions{}}};
  asked(scene);
  scene.wire.journey({{"director > client on front", PacketBuilder("SYN-ACK", two_arm_returned)}});
  EXPECT_THAT(scene.findings(), IsEmpty());
}

TEST(ServiceWithoutServers, IcmpForTcp) {
  DiagnosisScene scene = two_arm("refused");
  scene.node("director").services[0].servers.clear();
  asked(scene);
  icmp_by_director(scene);
  EXPECT_THAT(scene.findings(), ElementsAre("service-without-servers at director"));
}

TEST(AllWeightsZero, EveryOneOfThem) {
  DiagnosisScene scene = two_arm("refused");
  for (auto& server : scene.node("director").services[0].servers) server.options.weight = 0;
  asked(scene);
  icmp_by_director(scene);
  EXPECT_THAT(scene.findings(), ElementsAre("all-weights-zero at director"));
  EXPECT_THAT(scene.diagnosed().findings[0].remedy[0].command,
              "ipvsadm -e -t 10.1.0.1:80 -r 10.2.0.5:80 -m -w 1");
}

/// Two causes that the evidence does not separate: it says so, and what would.
TEST(AllWeightsZero, OrAThresholdWhereOneHasWeight) {
  DiagnosisScene scene = two_arm("refused");
  asked(scene);
  icmp_by_director(scene);
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_THAT(result.findings[0].evidence, Contains(HasSubstr("--thresholds")));
}

/// Near miss: a server was chosen, and it refused.
TEST(AllWeightsZero, NotWhereAServerWasAsked) {
  DiagnosisScene scene = two_arm("refused");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.wire.journey({{"rs1 > director on back", PacketBuilder("RST", two_arm_answer)},
                      {"director > client on front", PacketBuilder("RST", two_arm_returned)}});
  EXPECT_THAT(scene.findings(), ElementsAre("server-refused at rs1"));
}

constexpr std::string_view held_steps =
    R"(  - probe: {from: client, tcp: 10.1.0.1:80, hold: session}
  - probe: {on: session}
)";

/// A connection through the director was opened to rs1; now one more request is made on it.
DiagnosisScene held(std::string_view outcome) {
  DiagnosisScene scene(held_steps, two_arm_case);
  scene.next_step();
  scene.connect(two_arm_asked, outcome).hold = "session";
  scene.record.exchanges[0].flow.client = "client";
  scene.bindings.held_server["session"] = Endpoint::parse("10.2.0.5:80").value();
  scene.bindings.held_director["session"] = "director";
  scene.bindings.held_source["session"] = Endpoint::parse("10.1.0.9:40000").value();
  scene.route("director", "10.1.0.1", "local");
  return scene;
}

TEST(ConnectionExpired, ResetFromTheMiddleOfAConnection) {
  DiagnosisScene scene = held("reset");
  asked(scene, "DATA");
  reset_by_director(scene);
  EXPECT_THAT(scene.findings(), ElementsAre("connection-expired at director"));
}

/// Near miss: the same packets, but the server has gone from the service.
TEST(ConnectionExpired, NotWhereTheServerWasDeleted) {
  DiagnosisScene scene = held("reset");
  scene.node("director")
      .services[0]
      .servers.erase(scene.node("director").services[0].servers.begin());
  asked(scene, "DATA");
  reset_by_director(scene);
  EXPECT_THAT(scene.findings(), ElementsAre("stale-destination at director"));
}

TEST(TwoDirectors, TheConnectionComesToTheOther) {
  DiagnosisScene scene = held("reset");
  scene.bindings.held_director["session"] = "another";
  asked(scene, "DATA");
  reset_by_director(scene);
  EXPECT_THAT(scene.findings(), ElementsAre("two-directors at director"));
}

TEST(TwoDirectors, NotWhereItIsTheSame) {
  DiagnosisScene scene = held("reset");
  asked(scene, "DATA");
  reset_by_director(scene);
  EXPECT_THAT(scene.findings(), Not(Contains(HasSubstr("two-directors"))));
}

TEST(StaleDestination, TheRowPointsToADeletedServer) {
  DiagnosisScene scene = held("stalled");
  scene.node("director")
      .services[0]
      .servers.erase(scene.node("director").services[0].servers.begin());
  scene.record.chosen = {DiagnosisScene::row("10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80")};
  asked(scene, "DATA");
  EXPECT_THAT(scene.findings(), ElementsAre("stale-destination at director"));
}

TEST(StaleDestination, ANewConnectionIsGivenToADrainedServer) {
  DiagnosisScene scene = two_arm("answered");
  scene.record.exchanges[0].served = "rs1";
  scene.node("director").services[0].servers[0].options.weight = 0;
  scene.record.chosen = {DiagnosisScene::row("10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80"),
                         DiagnosisScene::row("10.1.0.9:0 10.1.0.1:80 10.2.0.5:80")};
  scene.record.chosen_before = {DiagnosisScene::row("10.1.0.9:0 10.1.0.1:80 10.2.0.5:80")};
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].remedy[0].command,
            "sysctl -w net.ipv4.vs.expire_quiescent_template=1");
}

/// Near miss: an open connection may stay with a server that is drained.
TEST(StaleDestination, NotForAnOpenConnectionToADrainedServer) {
  DiagnosisScene scene = held("answered");
  scene.node("director").services[0].servers[0].options.weight = 0;
  scene.record.chosen = {DiagnosisScene::row("10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80")};
  scene.wire.journey({{"client > director on front", PacketBuilder("DATA", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("DATA", two_arm_given)}});
  EXPECT_THAT(scene.findings(), IsEmpty());
}

/// Not seen on kernels 6.1 and 6.12 (they schedule anew): built from kubernetes#70747.
TEST(PortReuse, TheFirstSynIsSwallowedAndTheResendPasses) {
  DiagnosisScene scene = two_arm("answered");
  scene.record.exchanges[0].served = "rs2";
  scene.record.chosen_before = {DiagnosisScene::row("10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80")};
  asked(scene);
  scene.wire.journey(
      {{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
       {"director > rs2 on back", PacketBuilder("SYN", "10.1.0.9:40000 > 10.2.0.6:80")}});
  EXPECT_THAT(scene.findings(), ElementsAre("port-reuse-reset-or-delay at director"));
}

TEST(PortReuse, NotWithoutAnOldEntry) {
  DiagnosisScene scene = two_arm("answered");
  asked(scene);
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  EXPECT_THAT(scene.findings(), IsEmpty());
}

TEST(TupleCollision, TwoRowsThatAreOneBehindTheDirector) {
  DiagnosisScene scene = two_arm("reset");
  scene.record.chosen = {DiagnosisScene::row("10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80"),
                         DiagnosisScene::row("10.1.0.9:40000 10.1.0.2:80 10.2.0.5:80")};
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.wire.journey(
      {{"rs1 > director on back", PacketBuilder("ACK", two_arm_answer)},
       {"director > client on front", PacketBuilder("ACK", "10.1.0.2:80 > 10.1.0.9:40000")}});
  EXPECT_THAT(scene.findings(), ElementsAre("tuple-collision at director"));
}

TEST(TupleCollision, NotWhereTheServersDiffer) {
  DiagnosisScene scene = two_arm("timeout");
  scene.record.chosen = {DiagnosisScene::row("10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80"),
                         DiagnosisScene::row("10.1.0.9:40000 10.1.0.2:80 10.2.0.6:80")};
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  EXPECT_THAT(scene.findings(), Not(Contains(HasSubstr("tuple-collision"))));
}

}  // namespace
}  // namespace hopproof::verdict

#include "harness/verdict/roles.hh"

#include "harness/verdict/connection.hh"
#include "harness/verdict/judge_scene.hh"

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::string_view role_step = "  - probe: {from: client, http: 100.222.111.1:8000}\n";

IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }

Roles roles(JudgeScene& scene) {
  scene.record.trace = scene.wire.trace();
  return find_connections(scene.deployment(), scene.record, scene.bindings).front().roles;
}

TEST(Roles, OfAMasqueradedConnectionAreToldByTheTrace) {
  JudgeScene scene(role_step);
  scene.connect(asked_tuple);
  masqueraded(scene.wire);
  const Roles found = roles(scene);
  EXPECT_EQ(found.client, "client");
  EXPECT_EQ(found.server, "rs1");
  EXPECT_THAT(found.cip, ElementsAre(address("1.65.15.140")));
  EXPECT_THAT(found.vip, ElementsAre(address("100.222.111.1")));
  EXPECT_THAT(found.rip, ElementsAre(address("1.65.15.143")));
  EXPECT_THAT(found.dip, ElementsAre(address("1.65.15.141")));
  EXPECT_THAT(found.directors, ElementsAre("director"));
}

TEST(Roles, WithoutAChoiceListEveryServer) {
  JudgeScene scene(role_step);
  scene.connect(asked_tuple, "timeout");
  const Roles found = roles(scene);
  EXPECT_EQ(found.server, "");
  EXPECT_THAT(found.rip, ElementsAre(address("1.65.15.143"), address("1.65.15.144")));
  EXPECT_THAT(found.servers, ElementsAre("rs1", "rs2"));
  EXPECT_THAT(found.dip, ElementsAre(address("1.65.15.141")));
}

TEST(Roles, AServerThatNoNodeOwnsIsNamedByItsAddress) {
  JudgeScene scene(role_step);
  scene.connect(asked_tuple, "timeout");
  scene.record.chosen = {{6, *Endpoint::parse("1.65.15.140:40000"),
                          *Endpoint::parse("100.222.111.1:8000"),
                          *Endpoint::parse("1.65.15.149:80")}};
  const Roles found = roles(scene);
  EXPECT_EQ(found.server, "1.65.15.149");
  EXPECT_THAT(found.servers, IsEmpty());
}

TEST(Roles, TheTraceOutweighsTheConnectionTable) {
  JudgeScene scene(role_step);
  scene.connect(asked_tuple);
  masqueraded(scene.wire);
  scene.record.chosen = {{6, *Endpoint::parse("1.65.15.140:40000"),
                          *Endpoint::parse("100.222.111.1:8000"),
                          *Endpoint::parse("1.65.15.144:80")}};
  EXPECT_EQ(roles(scene).server, "rs1");
}

TEST(Roles, OfASentPacketTheVipIsTheOnlyService) {
  JudgeScene scene("  - probe: {from: rs1, send: ACK rs1:80 > client:5555}\n");
  scene.connect("1.65.15.143:80 > 1.65.15.140:5555", "reset");
  const Roles found = roles(scene);
  EXPECT_THAT(found.vip, ElementsAre(address("100.222.111.1")));
  EXPECT_THAT(found.cip, ElementsAre(address("1.65.15.143")));
}

constexpr std::string_view two_arm_case = R"(case: 1
name: two arm, the servers behind a router
networks: {front: {}, back: {}, far: {}}
nodes:
  client: {interfaces: {front: 10.1.0.9/24}}
  director:
    interfaces: {front: [10.1.0.1/24, 10.1.0.100/32], back: [10.2.0.100/24, 10.2.0.1/24]}
    routes: {far: 10.3.0.0/24 via 10.2.0.254}
    ipvs:
      - -A -t 10.1.0.100:80 -s rr
      - -a -t 10.1.0.100:80 -r 10.3.0.5:80 -m
      - -A -t 10.2.0.100:80 -s rr
      - -a -t 10.2.0.100:80 -r 10.3.0.5:80 -m
  router: {interfaces: {back: 10.2.0.254/24, far: 10.3.0.1/24}}
  rs1: {interfaces: {far: 10.3.0.5/24}}
steps:
)";

TEST(Roles, DipIsTheFirstAddressThatIsNoVipOnTheWayToTheServer) {
  JudgeScene scene("  - probe: {from: client, http: 10.1.0.100:80}\n", two_arm_case);
  scene.connect("10.1.0.9:1 > 10.1.0.100:80");
  EXPECT_THAT(roles(scene).dip, ElementsAre(address("10.2.0.1")));
}

TEST(Names, ANodeWithTwoAddressesCouldMeanBoth) {
  JudgeScene scene("  - probe: {from: client, http: 10.1.0.100:80}\n", two_arm_case);
  scene.connect("10.1.0.9:1 > 10.1.0.100:80");
  const Roles found = roles(scene);
  const Names names(scene.deployment(), found);
  AddressPattern pattern;
  pattern.kind = AddressPattern::Kind::name;
  pattern.name = "router";
  EXPECT_THAT(names.addresses(pattern), ElementsAre(address("10.2.0.254"), address("10.3.0.1")));
  EXPECT_EQ(doubt_text(pattern, names.addresses(pattern)),
            "router could mean 10.2.0.254 or 10.3.0.1");
  pattern.name = "router.far";
  EXPECT_THAT(names.addresses(pattern), ElementsAre(address("10.3.0.1")));
  pattern.name = "rs.far";
  EXPECT_THAT(names.addresses(pattern), ElementsAre(address("10.3.0.5")));
}

TEST(Names, ANodeOfThatNameComesBeforeTheRole) {
  JudgeScene scene("  - probe: {from: rs1, http: 100.222.111.1:8000}\n");
  scene.connect("1.65.15.143:1 > 100.222.111.1:8000");
  const Roles found = roles(scene);
  const Names names(scene.deployment(), found);
  EXPECT_TRUE(names.is_node("client", "client"));
  EXPECT_FALSE(names.is_node("client", "rs1"));
  EXPECT_TRUE(names.is_node("any", ""));
}

TEST(Roles, InCommandsBeforeAnyProbeNobodyIsTheClient) {
  JudgeScene scene("  - director: ipvsadm -Lnc\n    expect: {lacks: 'CIP:any VIP:8000'}\n");
  const auto found = scene.judge().mismatches;
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].message, "CIP means nothing here");
}

}  // namespace
}  // namespace hopproof::verdict

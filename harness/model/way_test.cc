#include "harness/model/way.hh"

#include "harness/model/ownership.hh"
#include "harness/model/test_case.hh"

#include <gtest/gtest.h>

namespace hopproof::model {
namespace {

/// Client, router, director and server in a row; the VIP is on the director.
Case row(const std::string& router = "sysctls: {net.ipv4.ip_forward: 1}, ") {
  return case_of(
      "networks: {a: {}, b: {}, c: {}}\n"
      "nodes:\n"
      "  client: {interfaces: {a: 10.0.0.9/24}, routes: {gateway: default via 10.0.0.1}}\n"
      "  router: {" +
      router +
      "interfaces: {a: 10.0.0.1/24, b: 10.1.0.1/24}}\n"
      "  director: {sysctls: {net.ipv4.ip_forward: 1}, interfaces: {b: [10.1.0.2/24, 10.1.0.100/32], "
      "c: 10.2.0.1/24}, routes: {back: 10.0.0.0/24 via 10.1.0.1}}\n"
      "  rs1: {interfaces: {c: 10.2.0.5/24, lo: 10.1.0.100/32}, routes: {gateway: default via "
      "10.2.0.1}}\n"
      "steps:\n  - probe: {from: client, ping: 10.1.0.100}\n");
}

std::string text(const Way& way) {
  std::string names;
  for (const Node* node : way.nodes) names += node->name + " ";
  constexpr const char* ends[] = {"arrives", "reaches", "stopped", "unclaimed", "circles"};
  return names + ends[int(way.end)];
}

TEST(Way, LeadsOverRoutersToTheOwner) {
  const Case deployment = row();
  const Way way = way_of(deployment, *deployment.find_node("client"), ip("10.1.0.100"));
  EXPECT_EQ(text(way), "client router director arrives") << "not to the server's lo";
  EXPECT_TRUE(way.passes(*deployment.find_node("router")));
}

TEST(Way, EndsWhereItIsLookedFor) {
  const Case deployment = row();
  const Way way = way_of(deployment, *deployment.find_node("rs1"), ip("10.0.0.9"), std::nullopt,
                         deployment.find_node("director"));
  EXPECT_EQ(text(way), "rs1 director reaches");
}

TEST(Way, AHostDoesNotForward) {
  const Case deployment = row("");
  const Way way = way_of(deployment, *deployment.find_node("client"), ip("10.1.0.100"));
  EXPECT_EQ(text(way), "client router stopped");
  EXPECT_EQ(way.last.sysctl, "net.ipv4.ip_forward");
}

TEST(Way, ARefusingRouteNamesItself) {
  const Case deployment =
      row("sysctls: {net.ipv4.ip_forward: 1}, routes: {hole: blackhole 10.1.0.100}, ");
  const Way way = way_of(deployment, *deployment.find_node("client"), ip("10.1.0.100"));
  EXPECT_EQ(text(way), "client router stopped");
  EXPECT_EQ(way.last.item, "router.routes.hole");
}

TEST(Way, AnAddressThatNobodyHasIsUnclaimed) {
  const Case deployment = row();
  EXPECT_EQ(text(way_of(deployment, *deployment.find_node("client"), ip("10.1.0.77"))),
            "client router unclaimed");
}

TEST(Ownership, AVipHasSeveralOwners) {
  const Case deployment = row();
  ASSERT_EQ(owners(deployment, ip("10.1.0.100")).size(), 2u);
  EXPECT_EQ(owners(deployment, ip("10.1.0.100"))[1]->name, "rs1");
  EXPECT_TRUE(owners(deployment, ip("192.0.2.1")).empty());
}

TEST(Ownership, ANeighbourIsOnTheSameNetwork) {
  const Case deployment = row();
  const auto found =
      neighbour_of(deployment, *deployment.find_node("router"), "b", ip("10.1.0.100"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->node->name, "director");
  EXPECT_FALSE(neighbour_of(deployment, *deployment.find_node("router"), "a", ip("10.1.0.100")));
  EXPECT_TRUE(neighbour_of(deployment, *deployment.find_node("client"), "a", ip("10.1.0.1")))
      << "with arp_ignore 0 a node answers for what it has elsewhere";
}

TEST(Ownership, DipIsTheDirectorsAddressOnTheServersSide) {
  const Case deployment = row();
  const Node& director = *deployment.find_node("director");
  EXPECT_EQ(dip_of(director, ip("10.2.0.5"), {}), ip("10.2.0.1"));
  EXPECT_EQ(dip_of(director, ip("10.0.0.9"), {ip("10.1.0.2")}), ip("10.1.0.100"));
  EXPECT_EQ(dip_of(director, ip("203.0.113.1"), {}), std::nullopt);
}

}  // namespace
}  // namespace hopproof::model

#include "harness/run/facts/route_lookup.hh"

#include "harness/run/facts/node_tables.hh"
#include "netns/lab.hh"
#include "netns/lab_privileges.hh"
#include "netns/sample_case.hh"

#include <algorithm>
#include <cerrno>
#include <optional>

#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

/// Asks the nodes of a standing lab, or skips the test.
class StandingLab : public testing::Test {
 protected:
  void SetUp() override {
    HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
    Case deployment = netns::sample::two_arm();
    deployment.nodes[1].sysctls.push_back(
        netns::sample::sysctl("net.ipv4.conf.back.rp_filter", "1"));
    lab.emplace(deployment);
  }

  std::string ask(const std::string& node, const char* destination, const char* source = nullptr,
                  const std::string& input = "") {
    verdict::RouteQuestion question{node, IpAddress::parse(destination).value(), std::nullopt,
                                    input};
    if (source != nullptr) question.source = IpAddress::parse(source);
    return verdict::text(question, RouteLookup(lab->node(node).space).ask(question));
  }

  std::optional<netns::Lab> lab;
};

TEST_F(StandingLab, RoutesAsIpRouteGetNamesThem) {
  EXPECT_EQ(ask("rs1", "10.1.0.9", "10.2.0.5"),
            "rs1: ip route get 10.1.0.9 from 10.2.0.5: via 10.2.0.1 dev back");
  EXPECT_EQ(ask("client", "203.0.113.1"), "client: ip route get 203.0.113.1: ENETUNREACH");
  EXPECT_EQ(ask("director", "10.99.0.1"), "director: ip route get 10.99.0.1: local");
  EXPECT_EQ(ask("client", "10.1.0.1"), "client: ip route get 10.1.0.1: dev front src 10.1.0.9");
}

/// The kernel's own word for what its reverse path filter drops.
TEST_F(StandingLab, AnInterfaceTellsTheReversePathFilter) {
  EXPECT_EQ(ask("director", "10.99.0.1", "10.1.0.9", "front"),
            "director: ip route get 10.99.0.1 from 10.1.0.9 iif front: local");
  EXPECT_EQ(ask("director", "10.1.0.9", "10.1.0.77", "back"),
            "director: ip route get 10.1.0.9 from 10.1.0.77 iif back: EXDEV (the reverse path "
            "filter drops it)");
}

TEST_F(StandingLab, ListsDefaultRoutes) {
  EXPECT_EQ(RouteLookup(lab->node("rs1").space).default_routes(),
            std::vector<std::string>{"default via 10.2.0.1 dev back metric 0"});
  EXPECT_TRUE(RouteLookup(lab->node("client").space).default_routes().empty());
}

TEST_F(StandingLab, ListsInterfacesWithTheirAddresses) {
  const auto interfaces = read_interfaces(lab->node("director").space);
  const auto back = std::ranges::find(interfaces, "back", &verdict::InterfaceFact::name);
  ASSERT_NE(back, interfaces.end());
  EXPECT_TRUE(back->up);
  ASSERT_FALSE(back->addresses.empty());
  EXPECT_EQ(back->addresses.front().text(), "10.2.0.1");
  EXPECT_TRUE(read_listeners(lab->node("director").space).empty());
}

}  // namespace
}  // namespace hopproof::run

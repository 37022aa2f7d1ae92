#include "harness/case/next_hop.hh"

#include "harness/case/load.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

Node server() {
  const LoadedCase loaded = parse_case(R"(case: 1
name: a server with many ways
networks: {lan: {}, mgmt: {}}
nodes:
  rs1:
    interfaces: {lan: [10.2.0.5/24, 10.2.0.6/24, 2001:db8::5/64], mgmt: 10.9.0.5/24}
    routes:
      dear: default via 10.9.0.1 metric 200
      gateway: default via 10.2.0.1 metric 100
      host: 10.1.0.9 via 10.9.0.1
      other: 10.1.0.0/16 via 10.9.0.1 table 100
      own: local 10.7.0.0/24 dev lo
    sysctls: {net.ipv4.conf.all.send_redirects: 0, net.ipv4.conf.lan.send_redirects: 0}
steps:
  - probe: {from: rs1, ping: 10.2.0.1}
)",
                                       "server.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "server.yaml", loaded.source), "");
  return loaded.parsed.value_or(Case{}).nodes.at(0);
}

NextHop way(const std::string& address) {
  return next_hop(server(), IpAddress::parse(address).value()).value_or(NextHop{});
}

TEST(NextHop, TakesTheLongestPrefix) {
  EXPECT_EQ(way("10.1.0.9").item, "rs1.routes.host");
  EXPECT_EQ(way("10.1.0.9").interface, "mgmt");
  EXPECT_EQ(way("10.2.0.77").item, "rs1.interfaces.lan.10.2.0.5/24");
  EXPECT_FALSE(way("10.2.0.77").via);
}

TEST(NextHop, TakesTheLowestMetric) {
  EXPECT_EQ(way("192.0.2.1").item, "rs1.routes.gateway");
  EXPECT_EQ(way("192.0.2.1").via, IpAddress::parse("10.2.0.1"));
}

TEST(NextHop, LeavesOtherTablesAlone) { EXPECT_EQ(way("10.1.0.8").item, "rs1.routes.gateway"); }

TEST(NextHop, KnowsWhatIsLocal) {
  EXPECT_TRUE(way("10.2.0.6").local);
  EXPECT_TRUE(way("10.7.0.3").local);
}

TEST(NextHop, IsNoneWithoutARoute) {
  EXPECT_FALSE(next_hop(server(), IpAddress::parse("2001:db8:1::1").value()));
}

TEST(NextHop, SendsFromTheFirstAddressOfTheLink) {
  const auto there = IpAddress::parse("192.0.2.1").value();
  EXPECT_EQ(source_for(server(), way("192.0.2.1"), there), IpAddress::parse("10.2.0.5"));
}

TEST(Sysctls, AreAsTheCaseSetsThem) {
  EXPECT_EQ(sysctl_of(server(), "net.ipv4.conf.all.send_redirects", "1"), "0");
  EXPECT_EQ(sysctl_of(server(), "net.ipv4.ip_forward", "0"), "0");
  EXPECT_FALSE(is_on_at(server(), "lan", "send_redirects", true));
  EXPECT_TRUE(is_on_at(server(), "mgmt", "send_redirects", true));
}

}  // namespace
}  // namespace hopproof

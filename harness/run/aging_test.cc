#include "harness/run/aging.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

Case deployment() {
  Case all;
  all.nodes.resize(2);
  return all;
}

TEST(Aging, IsLeftToIpvsWhereNobodyTracksConnections) {
  Case all = deployment();
  SysctlItem sysctl;
  sysctl.name = "net.ipv4.vs.conntrack";
  sysctl.text = "0";
  all.nodes[1].sysctls.push_back(sysctl);
  EXPECT_TRUE(only_ipvs_ages(all));
}

TEST(Aging, IsTheKernelsTooWhereSomebodyDoes) {
  Case all = deployment();
  all.nodes[0].iptables.emplace_back();
  EXPECT_FALSE(only_ipvs_ages(all));

  all = deployment();
  SysctlItem sysctl;
  sysctl.name = "net.ipv4.vs.conntrack";
  sysctl.text = "1";
  all.nodes[1].sysctls.push_back(sysctl);
  EXPECT_FALSE(only_ipvs_ages(all));
}

TEST(Aging, IsTheKernelsTooWhereACommandMayTrack) {
  Case all = deployment();
  all.nodes[0].ip6tables.emplace_back();
  EXPECT_FALSE(only_ipvs_ages(all));

  all = deployment();
  all.steps.emplace_back().action = NodeCommand{"director", {"iptables -A INPUT -j ACCEPT"}};
  EXPECT_FALSE(only_ipvs_ages(all));
  all.steps.back().action = NodeCommand{"director", {"ip route"}};
  EXPECT_TRUE(only_ipvs_ages(all));
}

}  // namespace
}  // namespace hopproof

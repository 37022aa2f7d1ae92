#include "harness/run/aging.hh"

#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

Case deployment() {
  Case all;
  all.nodes.resize(2);
  return all;
}

Case with_conntrack(const char* value) {
  Case all = deployment();
  SysctlItem sysctl;
  sysctl.name = "net.ipv4.vs.conntrack";
  sysctl.text = value;
  all.nodes[1].sysctls.push_back(sysctl);
  return all;
}

TEST(Aging, IsLeftToIpvsWhereNobodyTracksConnections) {
  EXPECT_TRUE(only_ipvs_ages(with_conntrack("0")));
}

TEST(Aging, IsTheKernelsTooWhereSomebodyDoes) {
  Case all = deployment();
  all.nodes[0].iptables.emplace_back();
  EXPECT_FALSE(only_ipvs_ages(all));
  EXPECT_FALSE(only_ipvs_ages(with_conntrack("1")));
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
}  // namespace hopproof::run

#include "harness/model/sysctl_name.hh"

#include <gtest/gtest.h>

namespace hopproof::model {
namespace {

TEST(SysctlName, PathsFollowTheFirstSeparator) {
  EXPECT_EQ(sysctl_path("net.ipv4.ip_forward"), "net/ipv4/ip_forward");
  EXPECT_EQ(sysctl_path("net/ipv4/ip_forward"), "net/ipv4/ip_forward");
  EXPECT_EQ(sysctl_path("net.ipv4.conf.eth0/100.rp_filter"), "net/ipv4/conf/eth0.100/rp_filter");
  EXPECT_EQ(sysctl_path("net/ipv4/conf/eth0.100/rp_filter"), "net/ipv4/conf/eth0.100/rp_filter");
}

TEST(SysctlName, NothingOutsideOfNetHasAPath) {
  for (const char* name : {"kernel.core_pattern", "net", "", ".", "net..ipv4", "net.ipv4.",
                           "net/../kernel/core_pattern", "net.//.kernel.core_pattern",
                           "network.ipv4", "/net/ipv4/ip_forward"})
    EXPECT_EQ(sysctl_path(name), std::nullopt) << name;
  EXPECT_EQ(sysctl_path(std::string("net.a\0b", 7)), std::nullopt);
}

TEST(SysctlName, KnowsThoseOfOneInterface) {
  EXPECT_EQ(sysctl_interface("net/ipv4/conf/eth0.100/rp_filter"), "eth0.100");
  EXPECT_EQ(sysctl_interface("net/ipv6/neigh/lan/retrans_time_ms"), "lan");
  EXPECT_EQ(sysctl_interface("net/ipv4/conf/all/rp_filter"), "");
  EXPECT_EQ(sysctl_interface("net/ipv4/conf/default/rp_filter"), "");
  EXPECT_EQ(sysctl_interface("net/ipv4/ip_forward"), "");
}

TEST(SysctlName, ForwardingComesFirst) {
  EXPECT_TRUE(sysctl_resets_others("net/ipv4/ip_forward"));
  EXPECT_TRUE(sysctl_resets_others("net/ipv6/conf/all/forwarding"));
  EXPECT_FALSE(sysctl_resets_others("net/ipv4/conf/all/mc_forwarding"));
  EXPECT_FALSE(sysctl_resets_others("net/ipv4/conf/all/accept_redirects"));
}

TEST(SysctlName, BlanksMakeNoDifference) {
  EXPECT_TRUE(same_sysctl_value("32768\t60999\n", "32768 60999"));
  EXPECT_TRUE(same_sysctl_value("\n", ""));
  EXPECT_FALSE(same_sysctl_value("1 0", "10"));
}

}  // namespace
}  // namespace hopproof::model

#include "netns/sysctl.hh"

#include "harness/base/error.hh"
#include "netns/lab_privileges.hh"
#include "netns/sysctl_defaults.hh"

#include <cerrno>
#include <set>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Sysctl, PathsFollowTheFirstSeparator) {
  EXPECT_EQ(sysctl_path("net.ipv4.ip_forward"), "net/ipv4/ip_forward");
  EXPECT_EQ(sysctl_path("net/ipv4/ip_forward"), "net/ipv4/ip_forward");
  EXPECT_EQ(sysctl_path("net.ipv4.conf.eth0/100.rp_filter"), "net/ipv4/conf/eth0.100/rp_filter");
  EXPECT_EQ(sysctl_path("net/ipv4/conf/eth0.100/rp_filter"), "net/ipv4/conf/eth0.100/rp_filter");
}

TEST(Sysctl, NothingOutsideOfNetHasAPath) {
  for (const char* name : {"kernel.core_pattern", "net", "", ".", "net..ipv4", "net.ipv4.",
                           "net/../kernel/core_pattern", "net.//.kernel.core_pattern",
                           "network.ipv4", "/net/ipv4/ip_forward"})
    EXPECT_EQ(sysctl_path(name), std::nullopt) << name;
  EXPECT_EQ(sysctl_path(std::string("net.a\0b", 7)), std::nullopt);
}

TEST(Sysctl, KnowsThoseOfOneInterface) {
  EXPECT_EQ(sysctl_interface("net/ipv4/conf/eth0.100/rp_filter"), "eth0.100");
  EXPECT_EQ(sysctl_interface("net/ipv6/neigh/lan/retrans_time_ms"), "lan");
  EXPECT_EQ(sysctl_interface("net/ipv4/conf/all/rp_filter"), "");
  EXPECT_EQ(sysctl_interface("net/ipv4/conf/default/rp_filter"), "");
  EXPECT_EQ(sysctl_interface("net/ipv4/ip_forward"), "");
}

TEST(Sysctl, ForwardingComesFirst) {
  EXPECT_TRUE(sysctl_resets_others("net/ipv4/ip_forward"));
  EXPECT_TRUE(sysctl_resets_others("net/ipv6/conf/all/forwarding"));
  EXPECT_FALSE(sysctl_resets_others("net/ipv4/conf/all/mc_forwarding"));
  EXPECT_FALSE(sysctl_resets_others("net/ipv4/conf/all/accept_redirects"));
}

TEST(Sysctl, BlanksMakeNoDifference) {
  EXPECT_TRUE(same_sysctl_value("32768\t60999\n", "32768 60999"));
  EXPECT_TRUE(same_sysctl_value("\n", ""));
  EXPECT_FALSE(same_sysctl_value("1 0", "10"));
}

TEST(SysctlDefaults, NameEachSysctlOnce) {
  std::set<std::string> seen;
  for (const SysctlValue& value : kernel_defaults())
    EXPECT_TRUE(seen.insert(value.path).second) << value.path;
  EXPECT_EQ(kernel_defaults().front().path, "net/ipv4/ip_forward") << "it resets others";
}

std::string value_of(const std::string& path) {
  std::string value;
  EXPECT_EQ(read_sysctl(path, value), 0) << path;
  return value;
}

TEST(SysctlDefaults, AFreshNamespaceHasThemAllAfterwards) {
  HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
  const Namespace fresh = Namespace::create();
  pin_sysctls(fresh, lab_mood(false));
  const EnterScope in(fresh);
  std::string seen;
  for (const SysctlValue& wanted : kernel_defaults())
    EXPECT_TRUE(read_sysctl(wanted.path, seen) != 0 || same_sysctl_value(seen, wanted.value))
        << wanted.path << " is " << seen;
  EXPECT_EQ(value_of("net/ipv4/icmp_ratelimit"), "0");
  EXPECT_EQ(value_of("net/ipv6/conf/default/addr_gen_mode"), "1");
}

TEST(SysctlDefaults, TheirOrderUndoesForwarding) {
  HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
  const Namespace host = Namespace::create();
  const EnterScope in(host);
  ASSERT_EQ(write_sysctl("net/ipv4/conf/all/rp_filter", "1"), 0);
  ASSERT_EQ(write_sysctl("net/ipv4/ip_forward", "1"), 0);
  for (const SysctlValue& wanted : kernel_defaults()) {
    const int error = write_sysctl(wanted.path, wanted.value + "\n");
    EXPECT_TRUE(error == 0 || error == ENOENT) << wanted.path;
  }
  EXPECT_EQ(value_of("net/ipv4/conf/all/rp_filter"), "0");
  EXPECT_EQ(value_of("net/ipv4/conf/all/accept_redirects"), "1");
}

}  // namespace
}  // namespace hopproof

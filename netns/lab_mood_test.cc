#include "netns/lab_mood.hh"

#include "harness/base/error.hh"
#include "harness/model/sysctl_name.hh"
#include "netns/lab_privileges.hh"
#include "netns/sysctl.hh"

#include <cerrno>

#include <gtest/gtest.h>

namespace hopproof::netns {
namespace {

std::string value_of(const std::string& path) {
  std::string value;
  EXPECT_EQ(read_sysctl(path, value), 0) << path;
  return value;
}

TEST(LabMood, AFreshNamespaceHasThemAllAfterwards) {
  HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
  const Namespace fresh = Namespace::create();
  pin_sysctls(fresh, lab_mood(false));
  const EnterScope in(fresh);
  std::string seen;
  for (const model::SysctlValue& wanted : model::kernel_defaults())
    EXPECT_TRUE(read_sysctl(wanted.path, seen) != 0 || model::same_sysctl_value(seen, wanted.value))
        << wanted.path << " is " << seen;
  EXPECT_EQ(value_of("net/ipv4/icmp_ratelimit"), "0");
  EXPECT_EQ(value_of("net/ipv6/conf/default/addr_gen_mode"), "1");
}

TEST(LabMood, TheirOrderUndoesForwarding) {
  HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
  const Namespace host = Namespace::create();
  const EnterScope in(host);
  ASSERT_EQ(write_sysctl("net/ipv4/conf/all/rp_filter", "1"), 0);
  ASSERT_EQ(write_sysctl("net/ipv4/ip_forward", "1"), 0);
  for (const model::SysctlValue& wanted : model::kernel_defaults()) {
    const int error = write_sysctl(wanted.path, wanted.value + "\n");
    EXPECT_TRUE(error == 0 || error == ENOENT) << wanted.path;
  }
  EXPECT_EQ(value_of("net/ipv4/conf/all/rp_filter"), "0");
  EXPECT_EQ(value_of("net/ipv4/conf/all/accept_redirects"), "1");
}

}  // namespace
}  // namespace hopproof::netns

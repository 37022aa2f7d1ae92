#include "harness/model/sysctl_defaults.hh"

#include <set>

#include <gtest/gtest.h>

namespace hopproof::model {
namespace {

TEST(SysctlDefaults, NameEachSysctlOnce) {
  std::set<std::string> seen;
  for (const SysctlValue& value : kernel_defaults())
    EXPECT_TRUE(seen.insert(value.path).second) << value.path;
  EXPECT_EQ(kernel_defaults().front().path, "net/ipv4/ip_forward") << "it resets others";
}

}  // namespace
}  // namespace hopproof::model

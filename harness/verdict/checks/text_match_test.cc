#include "harness/verdict/checks/text_match.hh"

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

Roles known_roles() {
  Roles roles;
  roles.cip = {IpAddress::v4(0x0a010009)};
  roles.vip = {IpAddress::v4(0x0a010001)};
  roles.dip = {IpAddress::v4(0x0a020001), IpAddress::v4(0x0a030001)};
  return roles;
}

bool is_in(std::string_view text, std::string_view output) {
  const Case deployment;
  const Roles roles = known_roles();
  const auto made = TextPattern::make(text, Names(deployment, roles), {{"cport", 4321}});
  return std::get<TextPattern>(made).is_in(output);
}

TEST(TextMatch, WordsStandSideBySideInOneLine) {
  EXPECT_TRUE(is_in("I am rs1", "x\n  I  am\trs1, you are 10.1.0.9\n"));
  EXPECT_FALSE(is_in("I am rs1", "I am not rs1"));
  EXPECT_FALSE(is_in("I am rs1", "I am\nrs1"));
  EXPECT_FALSE(is_in("I am rs1", "I am rs12"));
  EXPECT_FALSE(is_in("am", "I amok"));
  EXPECT_FALSE(is_in("ESTABLISHED", ""));
}

TEST(TextMatch, AnyIsOneWord) {
  EXPECT_TRUE(is_in("TCP any ESTABLISHED", "TCP 14:59 ESTABLISHED 10.1.0.9:1"));
  EXPECT_FALSE(is_in("TCP any ESTABLISHED", "TCP ESTABLISHED"));
  EXPECT_FALSE(is_in("TCP any ESTABLISHED", "TCP 14:59 and ESTABLISHED"));
}

TEST(TextMatch, RolesAndPorts) {
  EXPECT_TRUE(is_in("VIP:80", "TCP 10.1.0.1:80 rr"));
  EXPECT_FALSE(is_in("VIP:80", "TCP 10.1.0.1:8080 rr"));
  EXPECT_TRUE(is_in("CIP:cport", "10.1.0.9:4321,"));
  EXPECT_FALSE(is_in("CIP:cport", "10.1.0.9:4322"));
  EXPECT_TRUE(is_in("CIP:any VIP:80", "10.1.0.9:7 10.1.0.1:80"));
  EXPECT_FALSE(is_in("CIP:any", "10.1.0.9"));
  EXPECT_FALSE(is_in("CIP:any", "10.1.0.9:x"));
  EXPECT_TRUE(is_in("you are CIP", "I am rs1, you are 10.1.0.9."));
  EXPECT_TRUE(is_in("VIPs", "two VIPs"));
}

TEST(TextMatch, AWordWithTwoMeaningsOrNoneIsSaid) {
  const Case deployment;
  const Roles roles = known_roles();
  const auto doubt = [&](std::string_view text) {
    return std::get<std::string>(TextPattern::make(text, Names(deployment, roles), {}));
  };
  EXPECT_EQ(doubt("you are DIP"), "DIP could mean 10.2.0.1 or 10.3.0.1");
  EXPECT_EQ(doubt("RIP:80"), "RIP means nothing here");
}

}  // namespace
}  // namespace hopproof::verdict

#include "engine/netfilter/nft/ipvs_expression.hh"

#include "engine/netfilter/translation/ipvs_option.hh"

#include <gtest/gtest.h>
#include <netinet/in.h>

namespace hopproof {
namespace {

struct Option {
  const char* name;
  const char* value;
  bool negated = false;
};

IpvsExpression expression(std::initializer_list<Option> options) {
  IpvsExpression all;
  for (const Option& o : options) EXPECT_EQ(add_ipvs_option(all, o.name, o.value, o.negated), "");
  return all;
}

ConnectionFacts facts(bool tracked = false) {
  return {IPPROTO_TCP, *Endpoint::parse("10.0.0.1:80"), std::nullopt, tracked};
}

bool matches(std::initializer_list<Option> options, bool tracked = false) {
  return expression(options).matches_request(facts(tracked));
}

TEST(IpvsExpression, ComparesWithTheVirtualService) {
  EXPECT_TRUE(matches({{"--vaddr", "10.0.0.1"}, {"--vport", "80"}, {"--vproto", "tcp"}}));
  EXPECT_TRUE(matches({{"--vaddr", "10.0.0.0/255.255.255.0"}}));
  EXPECT_FALSE(matches({{"--vaddr", "10.0.0.2"}}));
  EXPECT_FALSE(matches({{"--vport", "81"}}));
  EXPECT_FALSE(matches({{"--vproto", "17"}}));
  EXPECT_FALSE(matches({{"--vaddr", "10.0.0.1"}, {"--vport", "81"}}));
}

TEST(IpvsExpression, NegatesEachTermByItself) {
  EXPECT_FALSE(matches({{"--vaddr", "10.0.0.1", true}}));
  EXPECT_TRUE(matches({{"--vaddr", "10.0.0.2", true}, {"--vport", "80"}}));
}

TEST(IpvsExpression, KnowsOnlyMasquerading) {
  EXPECT_TRUE(matches({{"--vmethod", "MASQ"}}));
  EXPECT_FALSE(matches({{"--vmethod", "GATE"}}));
  EXPECT_TRUE(matches({{"--vmethod", "IPIP", true}}));
  EXPECT_FALSE(matches({{"--vmethod", "MASQ", true}}));
}

TEST(IpvsExpression, HasADirectionOnlyWithConntrack) {
  EXPECT_FALSE(matches({{"--vdir", "ORIGINAL"}}));
  EXPECT_TRUE(matches({{"--vdir", "ORIGINAL"}}, true));
  EXPECT_FALSE(matches({{"--vdir", "REPLY"}}, true));
}

TEST(IpvsExpression, ControlPortNeedsAController) {
  const auto ftp = expression({{"--vportctl", "21"}});
  EXPECT_FALSE(ftp.matches_request(facts()));
  ConnectionFacts controlled = facts();
  controlled.control_port = 21;
  EXPECT_TRUE(ftp.matches_request(controlled));
  EXPECT_TRUE(expression({{"--vportctl", "21", true}}).matches_request(facts()));
}

TEST(ExpressionBits, CollectsTheBitsOfAllThatMatch) {
  ExpressionBits bits;
  EXPECT_EQ(bits.of_request(facts()), 0U);
  EXPECT_EQ(bits.bit(expression({{"--vport", "80"}})), 0x10000U);
  EXPECT_EQ(bits.bit(expression({{"--vport", "81"}})), 0x20000U);
  EXPECT_EQ(bits.bit(expression({{"--vaddr", "10.0.0.1"}})), 0x40000U);
  EXPECT_EQ(bits.of_request(facts()), 0x50000U);
}

}  // namespace
}  // namespace hopproof

#include "harness/model/policy_rules.hh"

#include "harness/model/test_case.hh"

#include <cerrno>

#include <gmock/gmock.h>

namespace hopproof::model {
namespace {

using testing::ElementsAre;

std::vector<std::string> items(const std::string& rules, Family family = Family::v4) {
  std::vector<std::string> found;
  const Node node = node_of("    interfaces: {a: 10.0.0.1/24}\n    rules: " + rules + "\n");
  const PolicyRules ordered(node, family);
  for (const NumberedRule& rule : ordered.in_order())
    found.push_back(std::to_string(rule.priority) + " " + rule.item);
  return found;
}

TEST(PolicyRules, OneWithoutPriorityComesBeforeThoseBefore) {
  EXPECT_THAT(items("{x: from 10.1.0.0/16 lookup 100, y: from 10.2.0.0/16 lookup 200}"),
              ElementsAre("0 ", "32764 n.rules.y", "32765 n.rules.x", "32766 ", "32767 "));
}

TEST(PolicyRules, EqualPrioritiesStayInTheirOrder) {
  EXPECT_THAT(
      items("{x: lookup 100 priority 50, y: lookup 200 priority 50, z: lookup 7}"),
      ElementsAre("0 ", "49 n.rules.z", "50 n.rules.x", "50 n.rules.y", "32766 ", "32767 "));
}

TEST(PolicyRules, OneThatTheKernelTakesForAnotherIsRefused) {
  EXPECT_THAT(items("{x: from 10.1.0.0/16 lookup 9 priority 5, y: lookup 9 priority 5}"),
              ElementsAre("0 ", "5 n.rules.x", "32766 ", "32767 "))
      << "only the old one names a network";
  EXPECT_THAT(items("{x: lookup 9 priority 5, y: not from 10.1.0.0/16 lookup 9 priority 5}"),
              ElementsAre("0 ", "5 n.rules.x", "5 n.rules.y", "32766 ", "32767 "));
  EXPECT_THAT(items("{x: not iif a lookup 9 priority 5, y: iif a lookup 9 priority 5}"),
              ElementsAre("0 ", "5 n.rules.x", "32766 ", "32767 "))
      << "`not` makes no difference";
  EXPECT_THAT(items("{x: lookup main priority 32766}"),
              ElementsAre("0 ", "32766 ", "32766 n.rules.x", "32767 "))
      << "the kernel's own may be added again";
}

TEST(PolicyRules, Ipv6HasNoTableDefault) {
  EXPECT_THAT(
      items("{x: 'from 2001:db8::/32 lookup 100', y: from 10.0.0.0/8 lookup 9}", Family::v6),
      ElementsAre("0 ", "32765 n.rules.x", "32766 "));
}

bool matches(const std::string& line, const RouteQuery& query) {
  NumberedRule rule;
  rule.rule = std::get<PolicyRule>(parse_policy_rule(line));
  return rule.matches(query);
}

TEST(PolicyRules, MatchWhatTheyName) {
  RouteQuery query;
  query.destination = ip("10.2.0.1");
  EXPECT_TRUE(matches("lookup 100", query));
  EXPECT_FALSE(matches("from 10.1.0.0/16 lookup 100", query)) << "no source is chosen yet";
  EXPECT_TRUE(matches("iif lo lookup 100", query)) << "what the node sends itself";
  query.source = ip("10.1.0.1");
  EXPECT_TRUE(matches("from 10.1.0.0/16 to 10.2.0.0/16 lookup 100", query));
  EXPECT_FALSE(matches("not from 10.1.0.0/16 to 10.2.0.0/16 lookup 100", query));
  query.input = "a";
  EXPECT_FALSE(matches("iif lo lookup 100", query));
  EXPECT_TRUE(matches("iif a lookup 100", query));
  EXPECT_FALSE(matches("oif a lookup 100", query));
}

TEST(PolicyRules, AMarkOfNothingMatchesEveryMark) {
  RouteQuery query;
  query.destination = ip("10.2.0.1");
  query.mark = 3;
  EXPECT_TRUE(matches("fwmark 3 lookup 100", query));
  EXPECT_FALSE(matches("fwmark 1 lookup 100", query));
  EXPECT_TRUE(matches("fwmark 1/1 lookup 100", query));
  EXPECT_TRUE(matches("fwmark 0 lookup 100", query));
  EXPECT_FALSE(matches("fwmark 0/1 lookup 100", query));
}

TEST(PolicyRules, RefuseInTheirOwnWords) {
  NumberedRule rule;
  rule.rule.action = Route::Type::unreachable;
  EXPECT_EQ(rule.error(), ENETUNREACH) << "a route of this type says EHOSTUNREACH";
  rule.rule.action = Route::Type::prohibit;
  EXPECT_EQ(rule.error(), EACCES);
}

}  // namespace
}  // namespace hopproof::model

#include "harness/model/rule_set.hh"

#include "harness/model/written_rules.hh"

namespace hopproof::model {
namespace {

/// iptables(8): -I at the front or at its number, -D by number or by what it says.
TEST(RuleSet, KeepsTheOrderThatTheLinesLeave) {
  const WrittenRules rules{
      "-A INPUT -p tcp -j ACCEPT", "-A INPUT -p udp -j DROP",        "-I INPUT -i lo -j ACCEPT",
      "-I INPUT 2 -j LOG",         "-D INPUT -p udp -j DROP",        "-A INPUT -p sctp -j DROP",
      "-R INPUT 3 -p tcp -j DROP", "-t nat -A PREROUTING -j ACCEPT",
  };
  EXPECT_EQ(rules.chain("filter", "INPUT"),
            "-I INPUT -i lo -j ACCEPT\n-I INPUT 2 -j LOG\n-R INPUT 3 -p tcp -j DROP\n"
            "-A INPUT -p sctp -j DROP\n");
  EXPECT_EQ(rules.chain("nat", "PREROUTING"), "-t nat -A PREROUTING -j ACCEPT\n");
}

TEST(RuleSet, DeletesByNumberAndFlushes) {
  const WrittenRules rules{"-N WEB",           "-A WEB -j DROP", "-A INPUT -j ACCEPT",
                           "-A INPUT -j DROP", "-D INPUT 1",     "-F WEB"};
  EXPECT_EQ(rules.chain("filter", "INPUT"), "-A INPUT -j DROP\n");
  EXPECT_EQ(rules.chain("filter", "WEB"), "");
  EXPECT_TRUE(rules.set().has_chain("filter", "WEB"));
  const WrittenRules gone{"-N WEB", "-A INPUT -j DROP", "-F", "-X"};
  EXPECT_FALSE(gone.set().has_chain("filter", "WEB"));
  EXPECT_EQ(gone.chain("filter", "INPUT"), "");
}

TEST(RuleSet, TheLastPolicyHolds) {
  const WrittenRules rules{"-P FORWARD DROP", "-P INPUT DROP", "-P INPUT ACCEPT"};
  EXPECT_EQ(rules.set().policy("filter", "FORWARD")->rule->target, "DROP");
  EXPECT_EQ(rules.set().policy("filter", "INPUT")->rule->target, "ACCEPT");
  EXPECT_EQ(rules.set().policy("filter", "OUTPUT"), nullptr);
}

}  // namespace
}  // namespace hopproof::model

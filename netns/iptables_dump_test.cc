#include "netns/iptables_dump.hh"

#include "netns/child.hh"
#include "netns/lab_privileges.hh"
#include "netns/namespace.hh"

#include <set>

#include <gtest/gtest.h>
#include <linux/netlink.h>

namespace hopproof::netns {
namespace {

class IptablesDumpTest : public testing::Test {
 protected:
  void SetUp() override {
    HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
    space.emplace(Namespace::create());
    socket.emplace(*space, NETLINK_NETFILTER);
  }

  std::string tool(const std::string& line) const {
    ChildSpec spec;
    spec.words = {"sh", "-c", line};
    spec.space = &*space;
    const Finished finished = run(spec);
    EXPECT_EQ(finished.status.code, 0) << line << ": " << finished.output;
    return finished.output;
  }

  std::optional<Namespace> space;
  std::optional<netlink::Socket> socket;
};

constexpr const char* rules = R"(iptables-restore -c <<'END'
*mangle
:PREROUTING ACCEPT [7:420]
[5:300] -A PREROUTING -m conntrack --ctstate NEW -m limit --limit 5/sec -j MARK --set-mark 1
COMMIT
*filter
:INPUT DROP [11:660]
:mine - [0:0]
[1:60] -A INPUT -s 10.0.0.1/32 -p tcp -m tcp --dport 80 -m comment --comment "a b" -j mine
[2:120] -A INPUT -j ACCEPT
[3:180] -A INPUT -j ACCEPT
[4:240] -A mine -p udp -m multiport --dports 7,9 -j RETURN
COMMIT
END)";

TEST_F(IptablesDumpTest, SaysWhatIptablesSaveSays) {
  tool(rules);
  size_t compared = 0;
  for (const Family family : {Family::v4, Family::v6}) {
    const auto saved =
        parse_iptables_save(tool(family == Family::v4 ? "iptables-save -c" : "ip6tables-save -c"));
    const auto dumped = dump_iptables(*socket, family);
    for (const SavedChain& chain : saved) {
      const SavedChain* same = find_chain(dumped, chain.table, chain.name);
      if (same == nullptr) {  // iptables-save prints built-in chains that nobody has needed yet
        EXPECT_EQ(chain.policy, RuleCounter{}) << chain.name;
        EXPECT_TRUE(chain.rules.empty()) << chain.name;
        continue;
      }
      ++compared;
      EXPECT_EQ(same->verdict, chain.verdict) << chain.name;
      EXPECT_EQ(same->policy, chain.policy) << chain.name;
      ASSERT_EQ(same->rules.size(), chain.rules.size()) << chain.name;
      for (size_t i = 0; i < chain.rules.size(); ++i)
        EXPECT_EQ(same->rules[i].counter, chain.rules[i].counter) << chain.rules[i].text;
    }
  }
  EXPECT_EQ(compared, 3u);
}

TEST_F(IptablesDumpTest, ARuleIsKnownByItsTextWhateverItCounted) {
  tool(rules);
  const auto before = dump_iptables(*socket, Family::v4);
  tool("iptables -D INPUT 1; iptables -Z; iptables -I INPUT -s 10.0.0.1 -p tcp --dport 80 " +
       std::string("-m comment --comment 'a b' -j mine"));
  const auto after = dump_iptables(*socket, Family::v4);
  const SavedChain* old_chain = find_chain(before, "filter", "INPUT");
  const SavedChain* new_chain = find_chain(after, "filter", "INPUT");
  ASSERT_EQ(new_chain->rules.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(new_chain->rules[i].text, old_chain->rules[i].text);
    EXPECT_EQ(new_chain->rules[i].counter.packets, 0u);
  }
  std::set<std::string> texts;
  for (const SavedChain& chain : after)
    for (const SavedRule& rule : chain.rules) texts.insert(rule.text);
  EXPECT_EQ(texts.size(), 4u);  // of five rules, two are alike
}

TEST_F(IptablesDumpTest, OtherTablesOfNftablesAreNotIptables) {
  tool("nft add table ip other; nft add chain ip other x; nft add rule ip other x counter accept");
  EXPECT_TRUE(dump_iptables(*socket, Family::v4).empty());
}

}  // namespace
}  // namespace hopproof::netns

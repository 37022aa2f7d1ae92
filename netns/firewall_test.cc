#include "netns/firewall.hh"

#include "harness/base/error.hh"
#include "harness/base/find_program.hh"
#include "netns/child.hh"
#include "netns/lab_privileges.hh"
#include "netns/link.hh"
#include "netns/scratch_folder.hh"

#include <cstdlib>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hopproof::netns {
namespace {

AppliedRule rule(const std::string& item, const std::string& text) { return {item, text, text}; }

/// A namespace in which datagrams to its own addresses meet the rules.
class FirewallTest : public testing::Test {
 protected:
  void SetUp() override {
    HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
    try {
      space.emplace(Namespace::create());
      netlink::RequestQueue queue(*space);
      set_up(queue, 1, "set up lo");
      queue.commit();
      Firewall(*space, Family::v4, {rule("probe", "-A INPUT -j ACCEPT")});
      iptables("-F INPUT");
    } catch (const MissingCapability& missing) {
      GTEST_SKIP() << missing.what();
    }
  }

  void send(int port) const {
    const EnterScope in(*space);
    const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_storage to{};
    const unsigned length = Endpoint::parse("127.0.0.1:" + std::to_string(port))->to_sockaddr(to);
    ::sendto(socket.get(), "x", 1, 0, reinterpret_cast<sockaddr*>(&to), length);
  }

  void iptables(const std::string& line) const {
    ChildSpec spec;
    spec.words = {"sh", "-c", "iptables " + line};
    spec.space = &*space;
    const Finished finished = run(spec);
    ASSERT_EQ(finished.status.code, 0) << finished.output;
  }

  std::string refusal(std::vector<AppliedRule> rules) const {
    try {
      Firewall(*space, Family::v4, std::move(rules));
    } catch (const HostError& error) {
      return error.what();
    }
    return "accepted";
  }

  std::optional<Namespace> space;
};

TEST_F(FirewallTest, CountsEachItem) {
  const Firewall firewall(
      *space, Family::v4,
      {rule("seven", "-A INPUT -p udp --dport 7 -j DROP"),
       rule("mark", "-t mangle -A OUTPUT -p udp -j MARK --set-mark 5"),
       rule("policy", "-P INPUT DROP"),
       rule("both", "-A INPUT -s 127.0.0.1,127.0.0.2 -p udp --dport 9 -j DROP")});
  for (const int port : {7, 7, 8, 9}) send(port);
  auto counters = firewall.counters();
  EXPECT_EQ(counters["seven"].packets, 2u);
  EXPECT_EQ(counters["seven"].bytes, 2u * 29u);
  EXPECT_EQ(counters["mark"].packets, 4u);
  EXPECT_EQ(counters["policy"].packets, 1u);
  EXPECT_EQ(counters["both"].packets, 1u);
}

TEST_F(FirewallTest, FindsItsRulesAgainAmongOthers) {
  const std::string text = "-A INPUT -p udp --dport 7 -j ACCEPT";
  const Firewall firewall(*space, Family::v4, {rule("first", text), rule("second", text)});
  iptables("-I INPUT -p udp --dport 8 -j ACCEPT");
  send(7);
  EXPECT_EQ(firewall.counters()["first"].packets, 1u);
  EXPECT_EQ(firewall.counters()["second"].packets, 0u);
  iptables("-F INPUT");
  EXPECT_EQ(firewall.counters()["first"].packets, 0u);
}

TEST_F(FirewallTest, UserChainsAreLinesToo) {
  const Firewall firewall(
      *space, Family::v4,
      {rule("1", "-N mine"), rule("2", "-A INPUT -j mine"), rule("3", "-A mine -p udp -j DROP")});
  send(7);
  EXPECT_EQ(firewall.counters()["3"].packets, 1u);
}

TEST_F(FirewallTest, NamesTheItemThatIsRefused) {
  EXPECT_EQ(refusal({rule("good", "-A INPUT -j ACCEPT"),
                     rule("typo", "-t nat -A POSTROUTNG -j MASQUERADE")}),
            "cannot apply typo (-t nat -A POSTROUTNG -j MASQUERADE): line 5 failed: "
            "No chain/target/match by that name.");
}

/// Where the programs are those of the legacy backend, nf_tables knows nothing of their rules.
TEST_F(FirewallTest, CountsLegacyRulesToo) {
  const std::string legacy = find_program("xtables-legacy-multi").value_or("");
  if (legacy.empty()) GTEST_SKIP() << "there is no legacy iptables";
  const ScratchFolder folder;
  for (const char* name : {"iptables-restore", "iptables-save"})
    ASSERT_EQ(::symlink(legacy.c_str(), (folder.path() + "/" + name).c_str()), 0);
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", (folder.path() + ":" + path).c_str(), 1);
  const Firewall firewall(*space, Family::v4, {rule("seven", "-A INPUT -p udp --dport 7 -j DROP")});
  send(7);
  EXPECT_EQ(firewall.counters()["seven"].packets, 1u);
  EXPECT_EQ(firewall.live().front().item, "seven");
  ::setenv("PATH", path.c_str(), 1);
}

TEST_F(FirewallTest, NoRulesRunNothing) {
  EXPECT_TRUE(Firewall(*space, Family::v6, {}).counters().empty());
}

}  // namespace
}  // namespace hopproof::netns

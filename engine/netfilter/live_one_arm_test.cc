#include "engine/netfilter/live_lab.hh"

namespace hopproof::live {
namespace {

constexpr const char* masquerade =
    "-t nat -A POSTROUTING -m ipvs --vaddr 100.222.111.1 --vport 8000 -j MASQUERADE";
constexpr const char* log_rule =
    "-t mangle -A POSTROUTING -m ipvs --vaddr 100.222.111.1 --vport 8000 -j LOG --log-prefix "
    "'[k8svip ipvs]'";
constexpr const char* vip = "100.222.111.1:8000";

/// The story: client, director and two servers share a subnet.
class LiveOneArm : public LiveTest {
 protected:
  void SetUp() override {
    LiveTest::SetUp();
    if (IsSkipped()) return;
    Node director = node("director", {{"lan", {"1.65.15.141/24", "100.222.111.1/24"}}});
    live::set_sysctl(director, "net.ipv4.ip_forward", "1");
    start(deployment(
        {"lan"},
        {node("client", {{"lan", {"1.65.15.140/24"}}}, {"100.222.111.1 via 1.65.15.141"}), director,
         node("rs1", {{"lan", {"1.65.15.143/24"}}}), node("rs2", {{"lan", {"1.65.15.144/24"}}})}));
    serve("rs1", "1.65.15.143:80");
    serve("rs2", "1.65.15.144:80");
    ipvs({"-A -t 100.222.111.1:8000 -s rr", "-a -t 100.222.111.1:8000 -r 1.65.15.143:80 -m",
          "-a -t 100.222.111.1:8000 -r 1.65.15.144:80 -m"});
  }
};

TEST_F(LiveOneArm, DestinationAloneIsTranslatedAndTheReplyBypasses) {
  EXPECT_EQ(ask(vip), "timeout");
  const auto connections = director_->connections();
  ASSERT_EQ(connections.size(), 1U);
  EXPECT_EQ(connections[0].state, "SYN_RECV");
  EXPECT_EQ(connections[0].destination.text(), "1.65.15.144:80");
  EXPECT_EQ(director_->counters().at(0).counters.out_packets, 0U);
}

TEST_F(LiveOneArm, MasqueradeDoesNothingWithoutConntrack) {
  const netns::Firewall rules = firewall(
      {masquerade, log_rule, "-A OUTPUT -p tcp --dport 80 -m conntrack --ctstate UNTRACKED"});
  EXPECT_EQ(ask(vip), "timeout");
  EXPECT_EQ(rules.counters().at("0").packets, 0U);
  EXPECT_GT(rules.counters().at("1").packets, 0U);
  EXPECT_GT(rules.counters().at("2").packets, 0U);
}

TEST_F(LiveOneArm, MasqueradeWithConntrackWorksAndTheLastAddedServesFirst) {
  director_->set_sysctl("conntrack", "1");
  const netns::Firewall rules = firewall({masquerade});
  EXPECT_EQ(ask(vip), "rs2 1.65.15.141");
  EXPECT_EQ(ask(vip), "rs1 1.65.15.141");
  EXPECT_EQ(ask(vip), "rs2 1.65.15.141");
  EXPECT_EQ(rules.counters().at("0").packets, 3U);  // once a connection
}

TEST_F(LiveOneArm, ConntrackSwitchedOnAndOffWhileItRuns) {
  const netns::Firewall rules = firewall({masquerade});
  EXPECT_EQ(ask(vip), "timeout");
  EXPECT_EQ(command({"sysctl", "-w", "net.ipv4.vs.conntrack=1"}).output,
            "net.ipv4.vs.conntrack = 1\n");
  EXPECT_EQ(ask(vip), "rs1 1.65.15.141");
  director_->set_sysctl("conntrack", "0");
  EXPECT_EQ(ask(vip), "timeout");
}

TEST_F(LiveOneArm, RulesOfTheUserComeAndGo) {
  director_->set_sysctl("conntrack", "1");
  EXPECT_EQ(ask(vip), "timeout");
  EXPECT_EQ(command({"iptables", "-t", "nat", "-A", "POSTROUTING", "-m", "ipvs", "--ipvs", "-j",
                     "MASQUERADE"})
                .status.code,
            0);
  EXPECT_EQ(ask(vip), "rs1 1.65.15.141");
  EXPECT_EQ(command({"iptables", "-t", "nat", "-F"}).status.code, 0);
  EXPECT_EQ(ask(vip), "timeout");
}

TEST_F(LiveOneArm, OutlivesAFlushOfEverything) {
  director_->set_sysctl("conntrack", "1");
  EXPECT_EQ(command({"nft", "flush", "ruleset"}).status.code, 0);
  const netns::Firewall rules = firewall({masquerade});
  EXPECT_EQ(ask(vip), "rs2 1.65.15.141");
}

TEST_F(LiveOneArm, StatefulRulesLetConnectionsThrough) {
  director_->set_sysctl("conntrack", "1");
  const netns::Firewall rules =
      firewall({masquerade, "-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
                "-A INPUT -p tcp --syn --dport 8000 -j ACCEPT", "-A INPUT -j DROP"});
  EXPECT_EQ(ask(vip), "rs2 1.65.15.141");
  EXPECT_GT(rules.counters().at("1").packets, 0U);
  EXPECT_EQ(rules.counters().at("3").packets, 0U);
}

TEST_F(LiveOneArm, WeightZeroGetsNothingNew) {
  director_->set_sysctl("conntrack", "1");
  const netns::Firewall rules = firewall({masquerade});
  ipvs({"-e -t 100.222.111.1:8000 -r 1.65.15.144:80 -m -w 0"});
  EXPECT_EQ(ask(vip), "rs1 1.65.15.141");
  EXPECT_EQ(ask(vip), "rs1 1.65.15.141");
  ipvs({"-e -t 100.222.111.1:8000 -r 1.65.15.143:80 -m -w 0"});
  EXPECT_EQ(ask(vip), "refused");
}

}  // namespace
}  // namespace hopproof::live

#include "engine/netfilter/live_lab.hh"

namespace hopproof::live {
namespace {

/// The classic: a routed director between client and server, IPv4 and IPv6.
class LiveTwoArm : public LiveTest {
 protected:
  void SetUp() override {
    LiveTest::SetUp();
    if (IsSkipped()) return;
    Node director = node(
        "director", {{"front", {"10.0.1.1/24", "10.0.1.100/32", "fd01::1/64", "fd01::100/128"}},
                     {"back", {"10.0.2.1/24", "fd02::1/64"}}});
    live::set_sysctl(director, "net.ipv4.ip_forward", "1");
    live::set_sysctl(director, "net.ipv6.conf.all.forwarding", "1");
    start(deployment({"front", "back"},
                     {node("client", {{"front", {"10.0.1.2/24", "fd01::2/64"}}}), director,
                      node("rs", {{"back", {"10.0.2.2/24", "fd02::2/64"}}},
                           {"default via 10.0.2.1", "default via fd02::1"})}));
  }

  void offer(const std::string& service, const std::string& server,
             Protocol protocol = Protocol::tcp) {
    const std::string key = (protocol == Protocol::tcp ? "-t " : "-u ") + service;
    serve("rs", server, protocol);
    ipvs({"-A " + key + " -s rr", "-a " + key + " -r " + server + " -m"});
  }
};

TEST_F(LiveTwoArm, TcpWorksWithoutConntrack) {
  offer("10.0.1.100:8000", "10.0.2.2:80");
  EXPECT_EQ(ask("10.0.1.100:8000"), "rs 10.0.1.2");
  const auto rows = director_->connections();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].virtual_service.text(), "10.0.1.100:8000");
  EXPECT_EQ(command({"cat", "/proc/sys/net/netfilter/nf_conntrack_count"}).output, "0\n");
}

TEST_F(LiveTwoArm, Ipv6Works) {
  offer("[fd01::100]:8000", "[fd02::2]:80");
  EXPECT_EQ(ask("[fd01::100]:8000"), "rs fd01::2");
}

TEST_F(LiveTwoArm, UdpWorksBothWays) {
  offer("10.0.1.100:53", "10.0.2.2:5353", Protocol::udp);
  EXPECT_EQ(ask("10.0.1.100:53", Protocol::udp), "rs 10.0.1.2");
}

TEST_F(LiveTwoArm, FragmentsArePutTogetherAndCutAgain) {
  offer("10.0.1.100:53", "10.0.2.2:5353", Protocol::udp);
  offer("[fd01::100]:53", "[fd02::2]:5353", Protocol::udp);
  EXPECT_EQ(ask("10.0.1.100:53", Protocol::udp, 4000), "4000");
  EXPECT_EQ(ask("10.0.1.100:53", Protocol::udp, 60000), "60000");
  EXPECT_EQ(ask("[fd01::100]:53", Protocol::udp, 1400), "1400");
  EXPECT_EQ(ask("[fd01::100]:53", Protocol::udp, 4000), "4000");
  EXPECT_EQ(ask("[fd01::100]:53", Protocol::udp, 60000), "60000");
}

TEST_F(LiveTwoArm, ServiceWithoutServersIsUnreachable) {
  ipvs(
      {"-A -t 10.0.1.100:8000 -s rr", "-A -u 10.0.1.100:53 -s rr", "-A -t [fd01::100]:8000 -s rr"});
  EXPECT_EQ(ask("10.0.1.100:8000"), "refused");
  EXPECT_EQ(ask("10.0.1.100:53", Protocol::udp), "refused");
  EXPECT_EQ(ask("[fd01::100]:8000"), "refused");
}

TEST_F(LiveTwoArm, PortWithoutAServiceIsTheDirectorsOwn) {
  offer("10.0.1.100:8000", "10.0.2.2:80");
  EXPECT_EQ(ask("10.0.1.100:8001"), "refused");
  serve("director", "10.0.1.100:8002");
  EXPECT_EQ(ask("10.0.1.100:8002"), "director 10.0.1.2");
}

TEST_F(LiveTwoArm, IcmpOfTheServerIsTranslated) {
  ipvs({"-A -u 10.0.1.100:53 -s rr", "-a -u 10.0.1.100:53 -r 10.0.2.2:9 -m"});
  EXPECT_EQ(ask("10.0.1.100:53", Protocol::udp), "refused");
}

TEST_F(LiveTwoArm, FirewallMarkServiceWorksForEveryPort) {
  serve("rs", "10.0.2.2:80");
  ipvs({"-A -f 7 -s rr", "-a -f 7 -r 10.0.2.2:80 -m"});
  const Firewall rules =
      firewall({"-t mangle -A PREROUTING -d 10.0.1.100 -p tcp -j MARK --set-mark 7",
                "-A OUTPUT -m mark --mark 7", "-A INPUT -m mark --mark 7",
                "-A OUTPUT -m ipvs --vaddr 10.0.1.100 --vport 81"});
  EXPECT_EQ(ask("10.0.1.100:81"), "rs 10.0.1.2");
  EXPECT_GT(rules.counters().at("1").packets, 0U);  // the user's mark is on the request
  EXPECT_GT(rules.counters().at("2").packets, 0U);
  EXPECT_GT(rules.counters().at("3").packets, 0U);
  // The mark does not choose the request's route: IPVS ignores it.
  const Texts diverted = {"ip", "rule", "add", "fwmark", "7/0xffff", "to", "10.0.2.2", "prohibit"};
  EXPECT_EQ(command(diverted).status.code, 0);
  EXPECT_EQ(ask("10.0.1.100:81"), "rs 10.0.1.2");
}

TEST_F(LiveTwoArm, RulesOfTheUserMatter) {
  offer("10.0.1.100:8000", "10.0.2.2:80");
  {
    const Firewall rules = firewall({"-A INPUT -p tcp --dport 8000 -j DROP"});
    EXPECT_EQ(ask("10.0.1.100:8000"), "timeout");
  }
  EXPECT_EQ(command({"iptables", "-F"}).status.code, 0);
  {
    // Answered within the client's own connect(), which learns of it at its next try.
    const Firewall rules = firewall({"-A INPUT -p tcp --dport 8000 -j REJECT"});
    patience_ = std::chrono::seconds(4);
    EXPECT_EQ(ask("10.0.1.100:8000"), "refused");
    patience_ = std::chrono::milliseconds(700);
  }
  EXPECT_EQ(command({"iptables", "-F"}).status.code, 0);
  {
    const Firewall rules = firewall({"-A FORWARD -s 10.0.2.2 -j DROP"});
    EXPECT_EQ(ask("10.0.1.100:8000"), "timeout");
  }
  EXPECT_EQ(command({"iptables", "-F"}).status.code, 0);
  const Firewall rules = firewall({"-A FORWARD -m conntrack --ctstate INVALID -j DROP"});
  EXPECT_EQ(ask("10.0.1.100:8000"), "timeout");
  director_->set_sysctl("conntrack", "1");
  EXPECT_EQ(ask("10.0.1.100:8000"), "rs 10.0.1.2");
}

TEST_F(LiveTwoArm, MasqueradeTowardTheClientLeavesRepliesAlone) {
  offer("10.0.1.100:8000", "10.0.2.2:80");
  const Firewall rules = firewall({"-t nat -A POSTROUTING -o front -j MASQUERADE"});
  EXPECT_EQ(ask("10.0.1.100:8000"), "rs 10.0.1.2");
  EXPECT_EQ(rules.counters().at("0").packets, 0U);
}

TEST_F(LiveTwoArm, DnatOntoTheServiceIsUndoneForTheClient) {
  offer("10.0.1.100:8000", "10.0.2.2:80");
  offer("[fd01::100]:8000", "[fd02::2]:80");
  director_->set_sysctl("conntrack", "1");
  const Firewall rules =
      firewall({"-t nat -A PREROUTING -p tcp --dport 81 -j DNAT --to-destination 10.0.1.100:8000",
                "-A INPUT -p tcp --dport 8000 -m conntrack --ctstate NEW"});
  EXPECT_EQ(ask("10.0.1.1:81"), "rs 10.0.1.2");
  EXPECT_EQ(rules.counters().at("1").packets, 1U);  // the later ones are ESTABLISHED
  EXPECT_EQ(command({"ip6tables", "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "--dport", "81",
                     "-j", "DNAT", "--to-destination", "[fd01::100]:8000"})
                .status.code,
            0);
  EXPECT_EQ(ask("[fd01::1]:81"), "rs fd01::2");
}

TEST_F(LiveTwoArm, UntrackedRequestsStayUntracked) {
  offer("10.0.1.100:8000", "10.0.2.2:80");
  director_->set_sysctl("conntrack", "1");
  const Firewall rules =
      firewall({"-t raw -A PREROUTING -d 10.0.1.100 -p tcp -j CT --notrack",
                "-t nat -A POSTROUTING -d 10.0.2.2 -j SNAT --to-source 10.0.2.1"});
  EXPECT_EQ(ask("10.0.1.100:8000"), "rs 10.0.1.2");
  EXPECT_EQ(rules.counters().at("1").packets, 0U);
  EXPECT_EQ(command({"iptables", "-t", "raw", "-F"}).status.code, 0);
  EXPECT_EQ(ask("10.0.1.100:8000"), "rs 10.0.2.1");
}

TEST_F(LiveTwoArm, ClientOnTheDirector) {
  offer("10.0.1.100:8000", "10.0.2.2:80");
  EXPECT_EQ(ask("10.0.1.100:8000", Protocol::tcp, 4, "director"), "rs 10.0.1.100");
  director_->set_sysctl("conntrack", "1");
  const Firewall rules = firewall({"-t nat -A POSTROUTING -m ipvs --ipvs -j MASQUERADE"});
  EXPECT_EQ(ask("10.0.1.100:8000", Protocol::tcp, 4, "director"), "rs 10.0.2.1");
}

TEST_F(LiveTwoArm, ServerOnTheDirector) {
  serve("director", "10.0.2.1:80");
  serve("director", "10.0.1.100:80");
  ipvs({"-A -t 10.0.1.100:8000 -s rr", "-a -t 10.0.1.100:8000 -r 10.0.2.1:80 -m"});
  EXPECT_EQ(ask("10.0.1.100:8000"), "director 10.0.1.2");
  EXPECT_EQ(ask("10.0.1.100:8000", Protocol::tcp, 4, "director"), "director 10.0.1.100");
  ipvs({"-A -t 10.0.1.100:30080 -s rr", "-a -t 10.0.1.100:30080 -r 10.0.1.100:80 -m"});
  EXPECT_EQ(ask("10.0.1.100:30080"), "director 10.0.1.2");
}

TEST_F(LiveTwoArm, RouteThatGoesAwayIsNoticed) {
  offer("10.0.1.100:8000", "10.0.2.2:80");
  EXPECT_EQ(ask("10.0.1.100:8000"), "rs 10.0.1.2");
  EXPECT_EQ(command({"ip", "route", "add", "unreachable", "10.0.2.2"}).status.code, 0);
  EXPECT_EQ(ask("10.0.1.100:8000"), "unreachable");
  EXPECT_EQ(command({"ip", "route", "del", "unreachable", "10.0.2.2"}).status.code, 0);
  EXPECT_EQ(ask("10.0.1.100:8000"), "rs 10.0.1.2");
}

}  // namespace
}  // namespace hopproof::live

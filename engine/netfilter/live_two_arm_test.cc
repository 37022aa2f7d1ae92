#include "engine/netfilter/live_lab.hh"

namespace hopproof::live {
namespace {

/// One TCP connection, both its ends in this thread.
class Conversation {
 public:
  Conversation(const netns::Namespace& client_space, const std::string& vip,
               const netns::Namespace& server_space, const std::string& rip) {
    sockaddr_storage address{};
    const Endpoint to = *Endpoint::parse(vip), at = *Endpoint::parse(rip);
    const Fd listener = open_socket(server_space, Protocol::tcp, at.address);
    const int on = 1;
    check("reuse an address",
          ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    auto length = at.to_sockaddr(address);
    check("bind", ::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), length));
    check("listen", ::listen(listener.get(), 1));
    client_ = open_socket(client_space, Protocol::tcp, to.address);
    length = to.to_sockaddr(address);
    static_cast<void>(::connect(client_.get(), reinterpret_cast<sockaddr*>(&address), length));
    pollfd ready{listener.get(), POLLIN, 0};
    ::poll(&ready, 1, patience);
    server_ = Fd(check("accept", ::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)));
  }

  void up(size_t bytes) const { pump(client_.get(), server_.get(), bytes); }
  void down(size_t bytes) const { pump(server_.get(), client_.get(), bytes); }
  /// Whether something that is sent up comes within a moment.
  bool arrives() const {
    constexpr int moment = 300;  // milliseconds
    static_cast<void>(!::send(client_.get(), "x", 1, MSG_NOSIGNAL));
    pollfd ready{server_.get(), POLLIN, 0};
    const bool came = ::poll(&ready, 1, moment) > 0;
    char byte = 0;
    if (came) static_cast<void>(!::recv(server_.get(), &byte, 1, 0));
    return came;
  }
  void end() { client_ = {}, server_ = {}; }

 private:
  static constexpr int patience = 5000;  // milliseconds

  static void pump(int from, int to, size_t bytes) {
    std::vector<char> buffer(1 << 16);
    for (size_t sent = 0, received = 0; received < bytes;) {
      const auto more = ::send(from, buffer.data(), std::min(buffer.size(), bytes - sent),
                               MSG_DONTWAIT | MSG_NOSIGNAL);
      if (more > 0) sent += size_t(more);
      pollfd ready{to, POLLIN, 0};
      ASSERT_GT(::poll(&ready, 1, patience), 0) << received << " of " << bytes;
      const auto got = ::recv(to, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (got > 0) received += size_t(got);
    }
  }

  Fd client_, server_;
};

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
  const netns::Firewall rules =
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
    const netns::Firewall rules = firewall({"-A INPUT -p tcp --dport 8000 -j DROP"});
    EXPECT_EQ(ask("10.0.1.100:8000"), "timeout");
  }
  EXPECT_EQ(command({"iptables", "-F"}).status.code, 0);
  {
    // Answered within the client's own connect(), which learns of it at its next try.
    const netns::Firewall rules = firewall({"-A INPUT -p tcp --dport 8000 -j REJECT"});
    patience_ = std::chrono::seconds(4);
    EXPECT_EQ(ask("10.0.1.100:8000"), "refused");
    patience_ = std::chrono::milliseconds(700);
  }
  EXPECT_EQ(command({"iptables", "-F"}).status.code, 0);
  {
    const netns::Firewall rules = firewall({"-A FORWARD -s 10.0.2.2 -j DROP"});
    EXPECT_EQ(ask("10.0.1.100:8000"), "timeout");
  }
  EXPECT_EQ(command({"iptables", "-F"}).status.code, 0);
  const netns::Firewall rules = firewall({"-A FORWARD -m conntrack --ctstate INVALID -j DROP"});
  EXPECT_EQ(ask("10.0.1.100:8000"), "timeout");
  director_->set_sysctl("conntrack", "1");
  EXPECT_EQ(ask("10.0.1.100:8000"), "rs 10.0.1.2");
}

TEST_F(LiveTwoArm, MasqueradeTowardTheClientLeavesRepliesAlone) {
  offer("10.0.1.100:8000", "10.0.2.2:80");
  const netns::Firewall rules = firewall({"-t nat -A POSTROUTING -o front -j MASQUERADE"});
  EXPECT_EQ(ask("10.0.1.100:8000"), "rs 10.0.1.2");
  EXPECT_EQ(rules.counters().at("0").packets, 0U);
}

TEST_F(LiveTwoArm, OffloadedFlowsAreRewrittenByTheKernelAndCounted) {
  ipvs({"-A -t 10.0.1.100:8000 -s rr", "-a -t 10.0.1.100:8000 -r 10.0.2.2:80 -m"});
  const netns::Firewall rules = firewall(
      {"-t mangle -A PREROUTING -d 10.0.1.100 -p tcp", "-t mangle -A INPUT -d 10.0.1.100 -p tcp",
       "-t mangle -A OUTPUT -d 10.0.2.2 -p tcp", "-t mangle -A FORWARD -s 10.0.2.2 -p tcp"});
  const Conversation conversation(space("client"), "10.0.1.100:8000", space("rs"), "10.0.2.2:80");
  conversation.up(1'000'000);
  conversation.down(1'000'000);
  const auto met = rules.counters();
  const director::IpvsCounters counted = director_->counters().at(0).counters;
  EXPECT_GT(counted.in_packets, 600U);
  EXPECT_EQ(counted.in_packets, met.at("0").packets);
  EXPECT_EQ(counted.in_bytes, met.at("0").bytes);
  EXPECT_EQ(met.at("1").packets, met.at("0").packets);
  EXPECT_EQ(met.at("2").packets, met.at("0").packets) << "through OUTPUT, like the others";
  EXPECT_EQ(counted.out_packets, met.at("3").packets);
  EXPECT_EQ(counted.out_bytes, met.at("3").bytes);
}

TEST_F(LiveTwoArm, OffloadedFlowsObeyWhatChanges) {
  ipvs({"-A -t 10.0.1.100:8000 -s rr", "-a -t 10.0.1.100:8000 -r 10.0.2.2:80 -m"});
  Conversation conversation(space("client"), "10.0.1.100:8000", space("rs"), "10.0.2.2:80");
  conversation.up(200'000);
  EXPECT_EQ(director_->connections().at(0).state, "ESTABLISHED");
  conversation.up(200'000);
  conversation.end();
  director_->settle();
  EXPECT_NE(director_->connections().at(0).state, "ESTABLISHED") << "the FIN came by";
  Conversation other(space("client"), "10.0.1.100:8000", space("rs"), "10.0.2.2:80");
  other.up(200'000);
  EXPECT_TRUE(other.arrives());
  ipvs({"-d -t 10.0.1.100:8000 -r 10.0.2.2:80"});
  EXPECT_FALSE(other.arrives()) << "nothing goes to a server that is deleted";
}

TEST_F(LiveTwoArm, DnatOntoTheServiceIsUndoneForTheClient) {
  offer("10.0.1.100:8000", "10.0.2.2:80");
  offer("[fd01::100]:8000", "[fd02::2]:80");
  director_->set_sysctl("conntrack", "1");
  const netns::Firewall rules =
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
  const netns::Firewall rules =
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
  const netns::Firewall rules = firewall({"-t nat -A POSTROUTING -m ipvs --ipvs -j MASQUERADE"});
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

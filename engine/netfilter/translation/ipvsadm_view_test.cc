#include "engine/netfilter/translation/ipvsadm_view.hh"

#include "engine/director/director.hh"

#include <gtest/gtest.h>
#include <netinet/in.h>

namespace hopproof::netfilter {
namespace {

core::ServiceView service(const char* line) {
  const auto command = std::get<IpvsadmCommand>(parse_ipvsadm(line));
  core::ServiceView view;
  view.key = *command.service;
  view.options = command.service_options;
  return view;
}

core::ServerView server(const char* address, int weight = 1) {
  core::ServerView view;
  view.address = *Endpoint::parse(address);
  view.options.forwarding = Forwarding::masquerade;
  view.options.weight = weight;
  return view;
}

std::vector<core::ServiceView> sample() {
  auto udp = service("-A -u 10.0.0.1:53 -s rr -o");
  auto tcp = service("-A -t 10.0.0.1:8000 -s sh -b sh-port -p 300 -M 255.255.255.0");
  tcp.servers = {server("172.16.0.3:80", 7), server("172.16.0.2:8080")};
  tcp.servers[0].active = 3;
  tcp.servers[1].inactive = 12;
  tcp.counters = {1, 22, 33, 100'000'000, 1'000'000'000};
  tcp.servers[1].counters = {1, 2, 3, 4, 5};
  auto mark = service("-A -f 1 -6 -s wrr");
  auto v6 = service("-A -t [2001:db8::1]:80 -s rr -p");
  return {mark, v6, udp, tcp};
}

IpvsadmCommand asked(const char* line) { return std::get<IpvsadmCommand>(parse_ipvsadm(line)); }

TEST(IpvsadmView, ListsAsIpvsadmDoes) {
  EXPECT_EQ(list_services(asked("-Ln"), sample()),
            "IP Virtual Server version 1.2.1 (size=4096)\n"
            "Prot LocalAddress:Port Scheduler Flags\n"
            "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n"
            "TCP  10.0.0.1:8000 sh (sh-port) persistent 300 mask 255.255.255.0\n"
            "  -> 172.16.0.2:8080              Masq    1      0          12        \n"
            "  -> 172.16.0.3:80                Masq    7      3          0         \n"
            "UDP  10.0.0.1:53 rr ops\n"
            "TCP  [2001:db8::1]:80 rr persistent 300\n"
            "FWM  1 IPv6 wrr\n");
}

TEST(IpvsadmView, ListsRates) {
  auto services = sample();
  services[3].rates = {1, 20, 30, 4'000, 50'000};
  services[3].servers[1].rates = {0, 2, 3, 4, 5};
  EXPECT_EQ(list_services(asked("-Ln --rate -t 10.0.0.1:8000"), services),
            "IP Virtual Server version 1.2.1 (size=4096)\n"
            "Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS\n"
            "  -> RemoteAddress:Port\n"
            "TCP  10.0.0.1:8000                       1       20       30     4000    50000\n"
            "  -> 172.16.0.2:8080                     0        2        3        4        5\n"
            "  -> 172.16.0.3:80                       0        0        0        0        0\n");
}

TEST(IpvsadmView, ListsOneService) {
  EXPECT_EQ(list_services(asked("-Ln -u 10.0.0.1:53"), sample()),
            "IP Virtual Server version 1.2.1 (size=4096)\n"
            "Prot LocalAddress:Port Scheduler Flags\n"
            "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n"
            "UDP  10.0.0.1:53 rr ops\n");
}

TEST(IpvsadmView, ShortensCountersUnlessExact) {
  EXPECT_EQ(list_services(asked("-Ln --stats -t 10.0.0.1:8000"), sample()),
            "IP Virtual Server version 1.2.1 (size=4096)\n"
            "Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes\n"
            "  -> RemoteAddress:Port\n"
            "TCP  10.0.0.1:8000                       1       22       33  100000K    1000M\n"
            "  -> 172.16.0.2:8080                     1        2        3        4        5\n"
            "  -> 172.16.0.3:80                       0        0        0        0        0\n");
  EXPECT_NE(list_services(asked("-Ln --stats --exact"), sample())
                .find(" 22       33 100000000 1000000000\n"),
            std::string::npos);
}

TEST(IpvsadmView, CountersAreReadBack) {
  const auto rows = director::parse_counters(list_services(asked("-Ln --stats --exact"), sample()));
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_EQ(rows[0].service, "TCP 10.0.0.1:8000");
  EXPECT_EQ(rows[0].counters.out_bytes, 1'000'000'000U);
  EXPECT_EQ(rows[1].server, "172.16.0.2:8080");
  EXPECT_EQ(rows[1].counters.in_packets, 2U);
  EXPECT_EQ(rows[5].service, "FWM 1 IPv6");
}

TEST(IpvsadmView, SavesWhatRestoreTakes) {
  EXPECT_EQ(save_services(sample()),
            "-A -t 10.0.0.1:8000 -s sh -p 300 -M 255.255.255.0 -b sh-port\n"
            "-a -t 10.0.0.1:8000 -r 172.16.0.2:8080 -m -w 1\n"
            "-a -t 10.0.0.1:8000 -r 172.16.0.3:80 -m -w 7\n"
            "-A -u 10.0.0.1:53 -s rr -o\n"
            "-A -t [2001:db8::1]:80 -s rr -p 300\n"
            "-A -f 1 -6 -s wrr\n");
}

TEST(IpvsadmView, ListsConnections) {
  core::ConnectionView connection{IPPROTO_TCP,
                                  "ESTABLISHED",
                                  std::chrono::seconds(899),
                                  *Endpoint::parse("10.0.0.2:40000"),
                                  *Endpoint::parse("10.0.0.1:80"),
                                  *Endpoint::parse("172.16.0.2:8080")};
  core::ConnectionView stub{0,
                            "NONE",
                            std::chrono::seconds(60),
                            *Endpoint::parse("10.0.0.0:0"),
                            *Endpoint::parse("0.0.0.1:0"),
                            *Endpoint::parse("172.16.0.2:0")};
  const std::string with_engine = list_connections(asked("-Lnc --persistent-conn"), {stub});
  EXPECT_NE(with_engine.find("destination        pe name          pe_data\n"), std::string::npos);
  EXPECT_EQ(list_connections(asked("-Lnc"), {connection, stub}),
            "IPVS connection entries\n"
            "pro expire state       source             virtual            destination\n"
            "IP  01:00  NONE        10.0.0.0:0         0.0.0.1:0          172.16.0.2:0\n"
            "TCP 14:59  ESTABLISHED 10.0.0.2:40000     10.0.0.1:80        172.16.0.2:8080\n");
}

TEST(IpvsadmView, ListsTimeoutsAndThresholds) {
  using std::chrono::seconds;
  EXPECT_EQ(list_timeouts({seconds(900), seconds(120), seconds(300)}),
            "Timeout (tcp tcpfin udp): 900 120 300\n");
  EXPECT_NE(
      list_services(asked("-Ln --thresholds"), sample())
          .find("Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn \n"),
      std::string::npos);
}

}  // namespace
}  // namespace hopproof::netfilter

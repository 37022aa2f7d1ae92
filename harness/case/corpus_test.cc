// Every hop, packet and configuration line that the first fifty cases were written with.

#include "harness/case/iptables/iptables.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"
#include "harness/case/packet/pattern.hh"
#include "harness/case/route/route.hh"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

const std::vector<std::string> hops{
    "any > client",
    "client > any",
    "client > director",
    "client > lb1",
    "client > lb2",
    "client > node1",
    "client > rs",
    "director > any",
    "director > client",
    "director > router",
    "director > rs",
    "director > rs on back",
    "director > rs on dmz",
    "director > rs on side",
    "director > rs1",
    "director > rs2",
    "director > uplink",
    "lb1 > client",
    "lb1 > rs",
    "lb2 > client",
    "lb2 > rs",
    "master > node",
    "node > master",
    "node > pod",
    "node-b > pod-c",
    "node1 > client",
    "node1 > node2",
    "node102 > client",
    "node2 > client",
    "outside > router",
    "pod > client",
    "pod > node",
    "pod-a > node-b",
    "r2 > director",
    "router > director",
    "router > outside",
    "rs > client",
    "rs > client on br0",
    "rs > director",
    "rs > director on side",
    "rs > gateway",
    "rs > host",
    "rs > inside",
    "rs > lb1",
    "rs > office",
    "rs > pod-a",
    "rs1 > any",
    "rs1 > client",
    "rs1 > director",
    "rs2 > director",
};

const std::vector<std::string> packets{
    "ACK CIP:4321 > 10.1.0.1:80",
    "ACK CIP:4321 > VIP:80",
    "ACK CIP:4322 > 10.1.0.1:80",
    "ACK CIP:4322 > RIP:80",
    "ACK CIP:4322 > VIP:80",
    "ACK VIP:80 > client:4321",
    "ACK rs1:80 > client:4321 size 500",
    "ACK rs1:80 > client:5555",
    "ARP reply VIP",
    "ARP reply director.side",
    "ARP who-has 10.2.0.7",
    "ARP who-has VIP",
    "ARP who-has director.side",
    "CIP:42334 > VIP:53",
    "CIP:4321 > RIP:1234",
    "CIP:4321 > VIP:1234",
    "CIP:control > RIP:21",
    "CIP:control > VIP:21",
    "CIP:cport > RIP:443",
    "CIP:cport > RIP:53",
    "CIP:cport > RIP:80",
    "CIP:cport > RIP:80 ttl 63",
    "CIP:cport > RIP:8080",
    "CIP:cport > RIP:8080 ttl 63",
    "CIP:cport > VIP:30080",
    "CIP:cport > VIP:3080",
    "CIP:cport > VIP:443",
    "CIP:cport > VIP:4729",
    "CIP:cport > VIP:53",
    "CIP:cport > VIP:80",
    "CIP:cport > VIP:80 ttl 64",
    "CIP:cport > VIP:8000",
    "CIP:cport > VIP:8080",
    "CIP:cport > VIP:8080 ttl 64",
    "CIP:cport > VIP:9100",
    "CIP:cport > VIP:9397",
    "DIP:39616 > RIP:80",
    "DIP:mport > RIP:1234",
    "DIP:mport > RIP:6443",
    "DIP:mport > RIP:80",
    "DIP:mport > RIP:8080",
    "DIP:other > RIP:80",
    "ICMP any > any",
    "ICMP fragmentation-needed r2.lan > RIP carrying RIP:80 > CIP:cport",
    "ICMP fragmentation-needed r2.lan > VIP",
    "ICMP fragmentation-needed r2.lan > VIP carrying VIP:80 > CIP:cport",
    "ICMP host-unreachable any > CIP",
    "ICMP port-unreachable CIP > RIP carrying RIP:53 > CIP:cport",
    "ICMP port-unreachable VIP > CIP carrying CIP:cport > VIP:53",
    "ICMP port-unreachable VIP > CIP carrying CIP:cport > VIP:80",
    "ICMP redirect DIP > RIP carrying RIP:80 > CIP:cport",
    "ICMP redirect any > any",
    "IPIP DIP > RIP carrying CIP:cport > VIP:8080",
    "RIP:1234 > DIP:mport",
    "RIP:53 > CIP:cport",
    "RIP:6443 > DIP:mport",
    "RIP:6443 > VIP:cport",
    "RIP:6443 > node.masters:cport",
    "RIP:80 > CIP:cport",
    "RIP:80 > DIP:39616",
    "RIP:80 > DIP:mport",
    "RIP:80 > client:4321",
    "RIP:8080 > CIP:cport",
    "RIP:8080 > CIP:cport ttl 64",
    "RIP:8080 > DIP:mport",
    "RST CIP:cport > RIP:80",
    "RST RIP:80 > CIP:4322",
    "RST RIP:80 > DIP:other",
    "RST VIP:80 > CIP:4321",
    "RST VIP:80 > CIP:4322",
    "RST VIP:80 > CIP:cport",
    "RST VIP:8000 > CIP:cport",
    "RST any > any",
    "RST client:5555 > rs1:80",
    "SYN CIP:2348 > VIP:80 x1",
    "SYN CIP:any > RIP:any",
    "SYN CIP:any > VIP:data",
    "SYN-ACK RIP:80 > CIP:cport",
    "TCP any > RIP",
    "TCP any > any",
    "VIP:1234 > CIP:4321",
    "VIP:30080 > CIP:cport",
    "VIP:3080 > CIP:cport",
    "VIP:80 > CIP:cport",
    "VIP:8000 > CIP:cport",
    "VIP:8000 > any",
    "VIP:8080 > CIP:cport",
    "VIP:8080 > CIP:cport ttl 63",
    "VIP:9100 > CIP:cport",
    "VIP:9397 > CIP:cport",
    "VIP:cport > RIP:6443",
    "any > any",
    "node.masters:cport > RIP:6443",
    "node.mgmt:cport > RIP:6443",
    "rs1:80 > client:5555",
};

const std::vector<std::string> ipvsadm_lines{
    "--set 2 0 0",
    "-A -f 1 -s rr -p 60",
    "-A -t 10.0.0.100:80 -s rr",
    "-A -t 10.0.0.1:1234 -s rr",
    "-A -t 10.0.0.205:3080 -s rr",
    "-A -t 10.0.0.254:80 -s rr",
    "-A -t 10.0.20.30:16443 -s rr",
    "-A -t 10.1.0.100:80 -s rr",
    "-A -t 10.1.0.1:21 -s rr",
    "-A -t 10.1.0.1:80 -s rr",
    "-A -t 10.1.0.1:80 -s rr -p 1800",
    "-A -t 10.1.0.1:80 -s rr -p 300 -M 255.255.255.0",
    "-A -t 10.1.0.1:80 -s wrr",
    "-A -t 10.1.0.2:30080 -s rr",
    "-A -t 10.103.97.2:6443 -s rr",
    "-A -t 10.11.11.1:80 -s rr",
    "-A -t 10.120.0.1:443 -s rr",
    "-A -t 10.88.81.91:39616 -s rr",
    "-A -t 10.88.81.91:9397 -s rr",
    "-A -t 10.99.0.1:80 -s rr",
    "-A -t 100.222.111.1:8000 -s rr",
    "-A -t 192.168.1.100:80 -s rr",
    "-A -t 192.168.50.253:80 -s rr",
    "-A -t 192.168.56.101:30080 -s rr",
    "-A -t 192.168.56.102:30080 -s rr",
    "-A -t 198.51.100.1:80 -s wlc -p 50",
    "-A -t 207.175.44.110:8080 -s rr",
    "-A -t [2001:db8:1::1]:80 -s rr",
    "-A -u 10.1.0.1:4729 -s rr",
    "-A -u 10.1.0.1:53 -s rr",
    "-A -u 10.1.0.1:53 -s rr -o",
    "-Lnc",
    "-a -f 1 -r 10.2.0.5:0 -m",
    "-a -f 1 -r 10.2.0.6:0 -m",
    "-a -t 10.0.0.100:80 -r 10.0.0.3:80 -g",
    "-a -t 10.0.0.100:80 -r 10.0.0.4:80 -m",
    "-a -t 10.0.0.1:1234 -r 10.0.1.2:1234 -m",
    "-a -t 10.0.0.1:1234 -r 10.0.1.3:1234 -m",
    "-a -t 10.0.0.205:3080 -r 172.17.0.3:80 -m",
    "-a -t 10.0.0.254:80 -r 192.168.122.249:8080 -m",
    "-a -t 10.0.20.30:16443 -r 10.0.20.31:6443 -m",
    "-a -t 10.1.0.100:80 -r 10.2.0.5:80 -m",
    "-a -t 10.1.0.1:21 -r 10.2.0.5:21 -m",
    "-a -t 10.1.0.1:80 -r 10.2.0.5:80 -m",
    "-a -t 10.1.0.1:80 -r 10.2.0.5:80 -m -w 3",
    "-a -t 10.1.0.1:80 -r 10.2.0.6:80 -m",
    "-a -t 10.1.0.1:80 -r 10.2.0.6:80 -m -w 1",
    "-a -t 10.1.0.1:80 -r 10.2.0.7:80 -m",
    "-a -t 10.1.0.2:30080 -r 10.1.3.80:80 -m",
    "-a -t 10.103.97.2:6443 -r 172.16.111.11:6443 -m",
    "-a -t 10.11.11.1:80 -r 10.11.12.1:80 -m",
    "-a -t 10.120.0.1:443 -r 10.0.1.2:6443 -m",
    "-a -t 10.88.81.91:39616 -r 10.88.81.48:80 -m",
    "-a -t 10.88.81.91:9397 -r 10.88.81.47:80 -m",
    "-a -t 10.99.0.1:80 -r 10.2.0.5:80 -m",
    "-a -t 100.222.111.1:8000 -r 1.65.15.143:80 -m",
    "-a -t 100.222.111.1:8000 -r 1.65.15.143:80 -m -w 1",
    "-a -t 100.222.111.1:8000 -r 1.65.15.144:80 -m",
    "-a -t 100.222.111.1:8000 -r 1.65.15.144:80 -m -w 1",
    "-a -t 192.168.1.100:80 -r 192.168.1.199:80 -m",
    "-a -t 192.168.1.100:80 -r 192.168.1.84:80 -m",
    "-a -t 192.168.50.253:80 -r 192.168.50.251:80 -m",
    "-a -t 192.168.50.253:80 -r 192.168.50.252:80 -m",
    "-a -t 192.168.56.101:30080 -r 192.168.56.110:80 -m",
    "-a -t 192.168.56.102:30080 -r 192.168.56.102:80 -m",
    "-a -t 198.51.100.1:80 -r 10.11.0.3:80 -m",
    "-a -t 207.175.44.110:8080 -r 172.16.0.2:8080 -g",
    "-a -t 207.175.44.110:8080 -r 172.16.0.2:8080 -i",
    "-a -t 207.175.44.110:8080 -r 172.16.0.2:8080 -m",
    "-a -t [2001:db8:1::1]:80 -r [2001:db8:2::5]:80 -m",
    "-a -u 10.1.0.1:4729 -r 10.2.0.18:4729 -m",
    "-a -u 10.1.0.1:4729 -r 10.2.0.2:4729 -m",
    "-a -u 10.1.0.1:53 -r 10.2.0.5:53 -m",
    "-a -u 10.1.0.1:53 -r 10.2.0.6:53 -m",
    "-d -t 10.1.0.1:80 -r 10.2.0.5:80",
    "-d -t 10.1.0.1:80 -r 10.2.0.6:80",
    "-d -t 100.222.111.1:8000 -r 1.65.15.144:80",
    "-d -u 10.1.0.1:53 -r 10.2.0.6:53",
    "-e -t 10.1.0.1:80 -r 10.2.0.5:80 -m -w 0",
    "-e -t 10.1.0.1:80 -r 10.2.0.6:80 -m -w 0",
};

const std::vector<std::string> iptables_lines{
    "-A FORWARD -s 10.1.0.0/24 -d 10.2.0.0/24 -j DROP",
    "-A FORWARD -s 10.2.0.5 -p tcp --sport 80 -j ACCEPT",
    "-A INPUT -p icmp --icmp-type fragmentation-needed -j DROP",
    "-P FORWARD DROP",
    "-t mangle -A POSTROUTING -m ipvs --vaddr 100.222.111.1 --vport 8000 -j LOG --log-prefix "
    "'[k8svip ipvs]'",
    "-t mangle -A PREROUTING -d 10.1.0.1 -p tcp -m multiport --dports 80,443 -j MARK --set-mark 1",
    "-t nat -A POSTROUTING -m ipvs --ipvs ! -s 10.1.0.0/16 -j MASQUERADE",
    "-t nat -A POSTROUTING -m ipvs --ipvs ! -s 192.168.0.0/16 -j MASQUERADE",
    "-t nat -A POSTROUTING -m ipvs --vaddr 10.1.0.1 -j MASQUERADE",
    "-t nat -A POSTROUTING -m ipvs --vaddr 100.222.111.1 --vport 8000 -j MASQUERADE",
    "-t nat -A POSTROUTING -o virbr0 -j MASQUERADE",
    "-t nat -A POSTROUTING -p tcp -m ipvs --vaddr 100.222.111.1 --vport 8000 -j MASQUERADE "
    "--to-ports 20000-29999",
    "-t nat -A POSTROUTING -p tcp -m ipvs --vport 9397 -j MASQUERADE --to-ports 39616",
    "-t nat -A POSTROUTING -s 10.0.0.0/24 -d 10.0.1.0/24 -j SNAT --to-source 10.0.1.1",
    "-t nat -A POSTROUTING -s 10.120.0.1 -o lan -j MASQUERADE",
    "-t nat -A POSTROUTING -s 172.17.0.3/32 -d 172.17.0.3/32 -j MASQUERADE",
    "-t nat -I POSTROUTING -m ipvs --ipvs -s 10.1.0.0/24 -j MASQUERADE",
    "-t raw -A PREROUTING -d 10.0.0.1 -p tcp --dport 1234 -j CT --notrack",
    "-t raw -A PREROUTING -m rpfilter --invert -j DROP",
    "-t raw -F PREROUTING",
};

const std::vector<std::string> ip6tables_lines{
    "-A FORWARD -s 2001:db8:2::5 -p tcp --sport 80 -j ACCEPT",
    "-P FORWARD DROP",
};

const std::vector<std::string> routes{
    "1.65.15.140 via 1.65.15.141",
    "10.2.0.0/24 via 10.1.0.1",
    "10.99.0.1 via 10.1.0.1",
    "100.222.111.1 via 1.65.15.141",
    "207.175.44.110 via 10.0.0.1",
    "default via 10.0.1.254",
    "default via 10.1.0.254",
    "default via 10.11.12.10 metric 200",
    "default via 10.11.13.254 metric 100",
    "default via 10.2.0.1",
    "default via 10.2.0.1 table 100",
    "default via 10.2.0.100",
    "default via 10.2.0.17",
    "default via 10.2.0.254",
    "default via 10.200.0.1",
    "default via 10.3.0.1",
    "default via 10.3.0.254",
    "default via 10.8.0.1",
    "default via 10.8.0.2",
    "default via 10.9.0.1",
    "default via 172.16.0.1",
    "default via 172.17.0.1",
    "default via 192.168.122.11",
    "default via 192.168.160.1",
    "default via 192.168.50.1",
    "default via 192.168.50.253",
    "default via 2001:db8:2::1",
    "default via 203.0.113.1",
};

template <class Result>
std::string problem(const Result& result) {
  const auto* error = std::get_if<LineError>(&result);
  return error == nullptr ? "" : error->message;
}

TEST(Corpus, HopsAreReadAndWrittenBack) {
  for (const std::string& text : hops) {
    const auto hop = parse_hop(text);
    ASSERT_EQ(problem(hop), "") << text;
    EXPECT_EQ(std::get<HopPattern>(hop).text(), text);
  }
}

TEST(Corpus, PacketsAreReadAndWrittenBack) {
  for (const std::string& text : packets) {
    const auto packet = parse_packet(text);
    ASSERT_EQ(problem(packet), "") << text;
    EXPECT_EQ(std::get<PacketPattern>(packet).text(), text);
  }
}

TEST(Corpus, IpvsadmLinesAreRead) {
  for (const std::string& line : ipvsadm_lines) EXPECT_EQ(problem(parse_ipvsadm(line)), "") << line;
}

TEST(Corpus, IptablesLinesAreReadWithoutWarning) {
  for (const std::string& line : iptables_lines) {
    const auto rule = parse_iptables(line, Family::v4);
    ASSERT_EQ(problem(rule), "") << line;
    EXPECT_TRUE(std::get<ParsedRule>(rule).warnings.empty()) << line;
  }
  for (const std::string& line : ip6tables_lines) {
    EXPECT_EQ(problem(parse_iptables(line, Family::v6)), "") << line;
  }
}

TEST(Corpus, RoutesAreRead) {
  for (const std::string& line : routes) EXPECT_EQ(problem(parse_route(line)), "") << line;
  EXPECT_EQ(problem(parse_policy_rule("from 10.2.0.5 lookup 100")), "");
}

}  // namespace
}  // namespace hopproof

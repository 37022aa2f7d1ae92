#include "harness/case/prints/print_kind.hh"

#include "harness/case/prints/print.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

struct Sample {
  PrintKind kind;
  std::string_view text;
};

TEST(WhatIsIt, NamesEveryKindByAPartOfIt) {
  using K = PrintKind;
  for (const Sample& one : std::initializer_list<Sample>{
           {K::ipvsadm_listing, "TCP  10.1.0.100:443 wlc\n  -> 10.1.0.5:443 Masq 1 0 0\n"},
           {K::ipvsadm_listing, "  -> 10.1.0.5:443 Masq 1 0 0\n"},
           {K::ipvsadm_listing, "TCP  vip.example:https wlc\n"},
           {K::ipvsadm_listing, "FWM  7 wlc\n"},
           {K::ipvsadm_listing, "TCP  0A010064:0050 wlc\n"},
           {K::ipvsadm_lines, "-A -t 10.1.0.100:443 -s wlc\n"},
           {K::ipvsadm_lines, "ipvsadm -C\n"},
           {K::ipvsadm_connections,
            "TCP 01:54  ESTABLISHED 198.51.100.7:5432 10.1.0.100:80 10.1.0.5:80\n"},
           {K::iptables_listing, "Chain INPUT (policy ACCEPT)\n"},
           {K::iptables_listing,
            "    0     0 ACCEPT     6    --  *  *  0.0.0.0/0  0.0.0.0/0  tcp\n"},
           {K::ip6tables_listing,
            "Chain INPUT (policy ACCEPT 0 packets, 0 bytes)\n"
            "    0     0 ACCEPT     6    --  *  *  ::/0  ::/0  tcp\n"},
           {K::iptables_lines, "*nat\n:PREROUTING ACCEPT [0:0]\n"},
           {K::iptables_lines, "-A POSTROUTING -o eth0 -j MASQUERADE\n"},
           {K::iptables_lines, "[1:60] -A POSTROUTING -o eth0 -j MASQUERADE\n"},
           {K::iptables_lines, "-t nat -A POSTROUTING -o eth0 -j MASQUERADE\n"},
           {K::nft_ruleset, "table ip nat {\n"},
           {K::ipset_lines, "create KUBE-CLUSTER-IP hash:ip,port family inet\n"},
           {K::ipset_lines, "add KUBE-CLUSTER-IP 10.96.0.10,tcp:53\n"},
           {K::ipset_listing, "Name: one\nType: hash:ip\n"},
           {K::ip_addresses, "2: eth0: <UP> mtu 1500\n    inet 10.0.0.1/24 scope global eth0\n"},
           {K::ip_links, "2: eth0: <UP> mtu 1500\n    link/ether 02:00:00:00:00:01\n"},
           {K::ip_addresses,
            "eth0: flags=4163<UP>  mtu 1500\n        inet 10.0.0.2  netmask 255.255.255.0\n"},
           {K::ip_routes, "default via 10.0.0.1 dev eth0\n"},
           {K::ip_routes, "10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2\n"},
           {K::ip_routes, "Kernel IP routing table\n"},
           {K::ip_rules, "0:\tfrom all lookup local\n"},
           {K::neighbours, "10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 REACHABLE\n"},
           {K::neighbours, "10.0.0.1 dev eth0  FAILED\n"},
           {K::sysctls, "net.ipv4.ip_forward = 1\n"},
           {K::routing_tables, "#\n# reserved values\n255\tlocal\n"},
           {K::ldirectord, "# x\nchecktimeout=3\nvirtual=192.0.2.1:80\n"},
           {K::keepalived, "! Configuration File for keepalived\nglobal_defs {\n"},
           {K::tcpdump, "12:00:00.000001 IP 10.0.0.1.1234 > 10.0.0.2.80: Flags [S], length 0\n"},
           {K::json, "[{\"ifindex\":1}]\n"},
           {K::unknown, "it does not work\n"},
           {K::unknown, ""}}) {
    EXPECT_EQ(what_is_it(one.text), one.kind) << one.text << name_of(what_is_it(one.text));
    EXPECT_EQ(what_is_it("[root@lb ~]# cat it\r\n\t" + std::string(one.text)), one.kind)
        << one.text;
  }
}

TEST(WhatIsIt, AKindThatACaseTakesHasItsKey) {
  EXPECT_EQ(node_key_of(PrintKind::ipvsadm_listing), "ipvs");
  EXPECT_EQ(node_key_of(PrintKind::neighbours), "");
  EXPECT_EQ(name_of(PrintKind::ip_routes), "a list of routes (`ip route`)");
}

TEST(ShellPrompt, IsHostAndCommand) {
  struct Prompt {
    std::string_view line, host, command;
  };
  for (const Prompt& one :
       std::initializer_list<Prompt>{{"[root@lb1 ~]# ipvsadm -Ln", "lb1", "ipvsadm -Ln"},
                                     {"root@lb1:~# sudo ip addr", "lb1", "ip addr"},
                                     {"admin@lb1:/etc$ ", "lb1", ""},
                                     {"lb1# ip route", "lb1", "ip route"},
                                     {"$ iptables-save", "", "iptables-save"},
                                     {"# /sbin/ipvsadm -Ln", "", "/sbin/ipvsadm -Ln"}}) {
    const auto prompt = read_prompt(one.line);
    ASSERT_TRUE(prompt) << one.line;
    EXPECT_EQ(prompt->host, one.host) << one.line;
    EXPECT_EQ(prompt->command, one.command) << one.line;
  }
  for (const std::string_view line :
       {"# a comment about 5 > 4", "TCP  10.0.0.1:80 wlc", "  -> 10.0.0.5:80 Masq 1 0 0",
        "-A INPUT -j LOG --log-prefix \"a # b\"", "$N=5", "12:00 IP 10.0.0.1.5 > 10.0.0.2.80: S",
        "-A INPUT -m comment --comment \"root@lb # x\""})
    EXPECT_FALSE(read_prompt(line)) << line;
}

TEST(LargeNumber, HasTheSuffixesOfIpvsadmAndIptables) {
  EXPECT_EQ(parse_large_number("12K"), 12000);
  EXPECT_EQ(parse_large_number("3M"), 3000000);
  EXPECT_EQ(parse_large_number("18446744073709551615"), 18446744073709551615u);
  EXPECT_FALSE(parse_large_number("18446744073709551615K"));
  EXPECT_FALSE(parse_large_number("K"));
  EXPECT_FALSE(parse_large_number("-1"));
}

}  // namespace
}  // namespace hopproof

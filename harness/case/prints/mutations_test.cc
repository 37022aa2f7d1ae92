#include "harness/case/prints/readers_check.hh"

#include <array>
#include <random>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

/// A print of each tool in one text.
constexpr std::string_view prints =
    "[root@lb1 ~]# ipvsadm -Ln\n"
    "IP Virtual Server version 1.2.1 (size=4096)\n"
    "Prot LocalAddress:Port Scheduler Flags\n"
    "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n"
    "TCP  10.1.0.100:443 sh (sh-port) persistent 60 mask 255.255.255.0\n"
    "  -> 10.1.0.5:443                 Masq    2      0          0\n"
    "Timeout (tcp tcpfin udp): 900 120 300\n"
    "TCP 01:54  ESTABLISHED 198.51.100.7:54321 10.1.0.100:80      10.1.0.5:8080\n"
    "Chain INPUT (policy DROP 0 packets, 0 bytes)\n"
    " pkts bytes target     prot opt in     out     source               destination\n"
    "  12K  720K LOG        tcp  --  eth0   *       0.0.0.0/0            10.0.0.1             tcp "
    "dpt:80 LOG flags 47 level 3 prefix \"a \"b \"\n"
    "2: eth0@if5: <UP> mtu 1500 qdisc noqueue state UP\n"
    "    inet 10.0.0.2/24 brd 10.0.0.255 scope global eth0\n"
    "eth1      Link encap:Ethernet  HWaddr 02:00:00:00:00:02\n"
    "          inet addr:10.1.0.2  Bcast:10.1.0.255  Mask:255.255.255.0\n"
    "default via 10.0.0.1 dev eth0 table vips\n"
    "100:\tfrom 10.0.0.0/24 lookup vips\n"
    "10.0.0.1 dev eth0 lladdr 02:00:00:00:00:0a REACHABLE\n"
    "net.ipv4.conf.eth0/100.rp_filter = 2\n"
    "Name: one\nType: hash:ip\nHeader: family inet hashsize 1024 maxelem 65536\nMembers:\n10.0.0.1\n"
    "virtual=192.0.2.1:80\n\treal=10.0.0.6->10.0.0.7:80 masq 1\n"
    "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n"
    "0.0.0.0         10.0.0.1        0.0.0.0         UG    0      0        0 eth0\n";

TEST(Mutations, ATextThatIsCutAnywhereIsStillReadByTheRules) {
  for (size_t length = 0; length <= prints.size(); length += 7) {
    const std::string text(prints.substr(0, length));
    ASSERT_EQ(ReadersCheck(text).broken(), "") << text.substr(text.rfind('\n') + 1);
  }
}

TEST(Mutations, BytesThatChangeBreakNoRule) {
  constexpr auto others = std::to_array<char>(
      {' ', '\t', '\r', '\n', ':', '!', '"', '\'', '/', '-', '9', '\x80', '\0', '[', '%', '='});
  std::minstd_rand random(7);
  for (int round = 0; round < 120; ++round) {
    std::string text(prints);
    for (int change = 0; change < 12; ++change)
      text[random() % text.size()] = others[random() % others.size()];
    ASSERT_EQ(ReadersCheck(text).broken(), "") << text;
  }
}

}  // namespace
}  // namespace hopproof

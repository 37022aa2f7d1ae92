#include "harness/case/prints/ip_prints.hh"

#include "harness/case/prints/ipset_print.hh"
#include "harness/case/prints/ldirectord.hh"
#include "harness/case/prints/printed_texts.hh"
#include "harness/case/prints/sysctl_print.hh"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof {
namespace {

/// "eth0@eth1 up mtu 1500: 10.0.0.2/24 ..."
std::vector<std::string> described(const PrintedInterfaces& printed) {
  std::vector<std::string> lines;
  for (const PrintedInterface& one : printed.interfaces) {
    std::string text = one.name;
    if (!one.parent.empty()) text += "@" + one.parent;
    if (one.is_up) text += *one.is_up ? " up" : " down";
    if (one.mtu) text += fmt::format(" mtu {}", *one.mtu);
    if (!one.mac.empty()) text += " " + one.mac;
    if (one.vlan) text += fmt::format(" {} {}", one.kind, *one.vlan);
    if (!one.master.empty()) text += " in " + one.master;
    for (const PrintedAddress& address : one.addresses) text += " " + address.text;
    lines.push_back(text);
  }
  return lines;
}

TEST(IpInterfaces, OfIpAddrAreRead) {
  const PrintedInterfaces printed = read_ip_interfaces(
      "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n"
      "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
      "    inet 127.0.0.1/8 scope host lo\n"
      "       valid_lft forever preferred_lft forever\n"
      "    inet 10.0.0.100/32 scope global lo:0\n"
      "2: eth0@if5: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc noqueue master br0 state UP\n"
      "    link/ether 02:00:00:00:00:0A brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 0\n"
      "    veth numtxqueues 2\n"
      "    altname enp0s3\n"
      "    inet 10.0.0.2/24 brd 10.0.0.255 scope global secondary dynamic eth0\n"
      "    inet6 fe80::1/64 scope link \n"
      "3: eth0.100@eth0: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN\n"
      "    vlan protocol 802.1Q id 100 <REORDER_HDR> \n"
      "4: tun0: <POINTOPOINT,UP> mtu 1500\n"
      "    inet 10.8.0.1 peer 10.8.0.2/32 scope global tun0\n");
  EXPECT_EQ(described(printed),
            (std::vector<std::string>{
                "lo up mtu 65536 127.0.0.1/8 10.0.0.100/32",
                "eth0 up mtu 1400 02:00:00:00:00:0a in br0 10.0.0.2/24 fe80::1/64",
                "eth0.100@eth0 down mtu 1500 vlan 100", "tun0 up mtu 1500 10.8.0.1/32"}));
  EXPECT_TRUE(printed.unread.empty()) << printed.unread[0].place.line;
  EXPECT_TRUE(printed.find("eth0")->addresses[0].is_dynamic);
  EXPECT_EQ(printed.find("tun0")->addresses[0].peer->text(), "10.8.0.2");
}

TEST(IpInterfaces, OfOneLineEachBriefAndIfconfigAreRead) {
  EXPECT_EQ(described(read_ip_interfaces(
                "2: eth0    inet 10.0.0.2/24 brd 10.0.0.255 scope global eth0\\       valid_lft "
                "forever preferred_lft forever\n"
                "2: eth0    inet6 fe80::1/64 scope link \\       valid_lft forever\n"
                "2: eth0: <UP> mtu 1500 qdisc mq state UP \\    link/ether 02:00:00:00:00:01 brd "
                "ff:ff:ff:ff:ff:ff\n")),
            std::vector<std::string>{"eth0 up mtu 1500 02:00:00:00:00:01 10.0.0.2/24 fe80::1/64"});
  EXPECT_EQ(described(read_ip_interfaces("lo   UNKNOWN  127.0.0.1/8 ::1/128\n"
                                         "eth0@if7 UP  10.0.0.2/24\n")),
            (std::vector<std::string>{"lo up 127.0.0.1/8 ::1/128", "eth0 up 10.0.0.2/24"}));
  const PrintedInterfaces tools = read_ip_interfaces(
      "eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n"
      "        inet 10.0.0.2  netmask 255.255.255.0  broadcast 10.0.0.255\n"
      "        inet6 fe80::1  prefixlen 64  scopeid 0x20<link>\n"
      "        ether 02:00:00:00:00:01  txqueuelen 1000  (Ethernet)\n"
      "        RX packets 5  bytes 400 (400.0 B)\n"
      "eth0:1: flags=4163<UP>  mtu 1500\n"
      "        inet 10.0.0.100  netmask 255.255.255.255\n"
      "eth1      Link encap:Ethernet  HWaddr 02:00:00:00:00:02  \n"
      "          inet addr:10.1.0.2  Bcast:10.1.0.255  Mask:255.255.255.0\n"
      "          inet6 addr: fe80::2/64 Scope:Link\n"
      "          UP BROADCAST RUNNING MULTICAST  MTU:9000  Metric:1\n"
      "          RX packets:5 errors:0 dropped:0 overruns:0 frame:0\n"
      "          collisions:0 txqueuelen:1000 \n"
      "          RX bytes:400 (400.0 B)  TX bytes:5 (5.0 B)\n");
  EXPECT_EQ(described(tools),
            (std::vector<std::string>{
                "eth0 up mtu 1500 02:00:00:00:00:01 10.0.0.2/24 fe80::1/64 10.0.0.100/32",
                "eth1 up mtu 9000 02:00:00:00:00:02 10.1.0.2/24 fe80::2/64"}));
  EXPECT_TRUE(tools.unread.empty()) << tools.unread[0].place.line;
  const PrintedInterfaces cut =
      read_ip_interfaces("    inet 10.0.0.1/24\n2: eth0: <UP> mtu 9\n  inet x\n");
  EXPECT_EQ(cut.unread.size(), 2);
}

TEST(IpRoutes, KeepWhatToAddAndImplyWhatTheKernelMakes) {
  const Printed printed = read_ip_routes(
      "default via 10.0.0.254 dev eth0 proto dhcp src 10.0.0.2 metric 100 \n"
      "10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2 \n"
      "10.9.0.0/16 via 10.0.0.9 dev eth0 onlink linkdown\n"
      "default via 10.0.0.1 dev eth0 table vips nhid 7\n"
      "local 10.0.0.2 dev eth0 table local proto kernel scope host src 10.0.0.2 \n"
      "local 0.0.0.0/0 dev lo table 100 scope host\n"
      "unreachable 10.7.0.0/16 metric 5\n"
      "fe80::/64 dev eth0 proto kernel metric 256 pref medium\n"
      "default proto static metric 20 \n"
      "\tnexthop via 10.0.0.1 dev eth0 weight 1 \n",
      {{"vips", 51}});
  EXPECT_EQ(
      texts_of(printed.items),
      (std::vector<std::string>{
          "default via 10.0.0.254 dev eth0 src 10.0.0.2 metric 100",
          "10.9.0.0/16 via 10.0.0.9 dev eth0 onlink", "default via 10.0.0.1 dev eth0 table 51",
          "local 0.0.0.0/0 dev lo table 100 scope host", "unreachable 10.7.0.0/16 metric 5"}));
  EXPECT_EQ(texts_of(printed.implied),
            (std::vector<std::string>{"10.0.0.0/24 dev eth0 scope link src 10.0.0.2",
                                      "local 10.0.0.2 dev eth0 table local scope host src 10.0.0.2",
                                      "fe80::/64 dev eth0 metric 256"}));
  ASSERT_EQ(printed.unread.size(), 2);
  EXPECT_EQ(printed.unread[1].place.line, 10);
}

TEST(IpRoutes, OfNetToolsAreColumns) {
  const Printed printed = read_ip_routes(
      "Kernel IP routing table\n"
      "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n"
      "0.0.0.0         10.0.0.1        0.0.0.0         UG    0      0        0 eth0\n"
      "10.0.0.0        0.0.0.0         255.255.255.0   U     0      0        0 eth0\n"
      "169.254.0.0     0.0.0.0         255.255.0.0     U     1002   0        0 eth0\n"
      "10.7.0.0        -               255.255.0.0     !     0      -        0 -\n"
      "default         gw.example      0.0.0.0         UG    0      0        0 eth0\n");
  EXPECT_EQ(
      texts_of(printed.items),
      (std::vector<std::string>{"default via 10.0.0.1 dev eth0",
                                "169.254.0.0/16 dev eth0 metric 1002", "unreachable 10.7.0.0/16"}));
  EXPECT_EQ(texts_of(printed.implied), std::vector<std::string>{"10.0.0.0/24 dev eth0"});
  EXPECT_EQ(printed.unread.size(), 1);
}

TEST(IpRules, KeepTheirPriorityAndLoseTheThreeOfEveryNode) {
  const PrintedTables tables = read_routing_tables("#\n# reserved\n255\tlocal\n51 vips\nx\n");
  EXPECT_EQ(tables.tables.at("vips"), 51);
  EXPECT_EQ(tables.unread.size(), 1);
  const Printed printed = read_ip_rules(
      "0:\tfrom all lookup local \n"
      "100:\tfrom 10.0.0.0/24 lookup vips proto static\n"
      "200:\tnot from all fwmark 0x1/0xff iif eth9 [detached] lookup 100\n"
      "300:\tfrom all lookup main suppress_prefixlength 0\n"
      "32766:\tfrom all lookup main \n",
      tables.tables);
  EXPECT_EQ(
      texts_of(printed.items),
      (std::vector<std::string>{"from 10.0.0.0/24 lookup 51 priority 100",
                                "not from all fwmark 0x1/0xff iif eth9 lookup 100 priority 200"}));
  EXPECT_EQ(printed.implied.size(), 2);
  EXPECT_EQ(printed.unread.size(), 1);
}

TEST(Neighbours, AreReadFromThreeTools) {
  const PrintedNeighbours printed = read_neighbours(
      "10.0.0.1 dev eth0 lladdr 02:00:00:00:00:0A router REACHABLE\n"
      "10.0.0.3 dev eth0  FAILED\n"
      "Address                  HWtype  HWaddress           Flags Mask            Iface\n"
      "10.0.0.4                 ether   02:00:00:00:00:04   C                     eth0\n"
      "10.0.0.5                         (incomplete)                              eth1\n"
      "? (10.0.0.6) at 02:00:00:00:00:06 [ether] on eth2\n"
      "what\n");
  std::vector<std::string> lines;
  for (const PrintedNeighbour& one : printed.neighbours)
    lines.push_back(
        fmt::format("{} {} {} {}", one.address.text(), one.interface, one.mac, one.state));
  EXPECT_EQ(lines,
            (std::vector<std::string>{"10.0.0.1 eth0 02:00:00:00:00:0a REACHABLE",
                                      "10.0.0.3 eth0  FAILED", "10.0.0.4 eth0 02:00:00:00:00:04 ",
                                      "10.0.0.5 eth1  ", "10.0.0.6 eth2 02:00:00:00:00:06 "}));
  EXPECT_EQ(printed.unread.size(), 1);
}

TEST(SysctlPrint, KeepsWhatANodeCanHave) {
  const PrintedSysctls printed = read_sysctl_print(
      "net.ipv4.ip_forward = 0\n"
      "net.ipv4.conf.eth0/100.rp_filter = 2\n"
      "/proc/sys/net/ipv4/conf/eth0.200/rp_filter:1\n"
      "kernel.pid_max = 4194304\n"
      "net.netfilter.nf_conntrack_max = 5\n"
      "net.ipv4.ip_forward = 1\n"
      "# comment\n"
      "sysctl: permission denied on key 'net.ipv4.tcp_fastopen_key'\n"
      "words\n");
  std::vector<std::string> lines;
  for (const PrintedSysctl& one : printed.sysctls) lines.push_back(one.name + " " + one.value);
  EXPECT_EQ(lines,
            (std::vector<std::string>{"net.ipv4.ip_forward 1", "net.ipv4.conf.eth0/100.rp_filter 2",
                                      "net.ipv4.conf.eth0/200.rp_filter 1"}));
  EXPECT_EQ(printed.sysctls[0].place.line, 6);
  EXPECT_EQ(printed.others.size(), 2);
  EXPECT_EQ(printed.assumed.size(), 1);
  EXPECT_EQ(printed.unread.size(), 1);
}

TEST(IpsetPrint, OfBothFormsIsLinesOfIpset) {
  const std::vector<std::string> wanted{
      "create one hash:ip family inet hashsize 1024 maxelem 65536", "add one 10.0.0.1 timeout 5",
      "add one 10.0.0.2"};
  EXPECT_EQ(texts_of(read_ipset_print("create one hash:ip family inet hashsize 1024 maxelem 65536\n"
                                      "add one 10.0.0.1 timeout 5\nadd one 10.0.0.2\n")
                         .items),
            wanted);
  const Printed listed = read_ipset_print(
      "Name: one\nType: hash:ip\nRevision: 5\n"
      "Header: family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x1\n"
      "Size in memory: 200\nReferences: 0\nNumber of entries: 2\nMembers:\n"
      "10.0.0.1 timeout 5\n10.0.0.2\n");
  EXPECT_EQ(texts_of(listed.items), wanted);
  EXPECT_TRUE(listed.unread.empty());
  EXPECT_EQ(read_ipset_print("create one\nwhat is this\n").unread.size(), 2);
}

TEST(Ldirectord, IsServicesAndServers) {
  const Printed printed = read_ldirectord(
      "checktimeout=3\n"
      "virtual=192.0.2.1:80\n"
      "\treal=10.0.0.5:80 masq 3\n"
      "\treal=10.0.0.6->10.0.0.7:80 masq 1 \"/\", \"ok\"\n"
      "\tfallback=127.0.0.1:80 gate\n"
      "\tscheduler=rr\n"
      "\tpersistent = 600\n"
      "virtual=7\n"
      "\treal=10.0.0.5 gate\n"
      "\tprotocol=fwm\n"
      "\tsurprise=yes\n"
      "real=host\n");
  EXPECT_EQ(
      texts_of(printed.items),
      (std::vector<std::string>{
          "-A -t 192.0.2.1:80 -s rr -p 600", "-a -t 192.0.2.1:80 -r 10.0.0.5:80 -m -w 3",
          "-a -t 192.0.2.1:80 -r 10.0.0.6:80 -m -w 1", "-a -t 192.0.2.1:80 -r 10.0.0.7:80 -m -w 1",
          "-A -f 7 -s wrr", "-a -f 7 -r 10.0.0.5:0 -g"}));
  EXPECT_EQ(printed.assumed.size(), 2);
  EXPECT_EQ(printed.unread.size(), 2);
}

}  // namespace
}  // namespace hopproof

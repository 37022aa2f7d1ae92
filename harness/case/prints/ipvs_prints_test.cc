#include "harness/case/prints/ipvs_prints.hh"

#include "harness/base/protocol.hh"
#include "harness/case/prints/printed_texts.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

constexpr std::string_view listing =
    "IP Virtual Server version 1.2.1 (size=4096)\n"
    "Prot LocalAddress:Port Scheduler Flags\n"
    "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n"
    "TCP  10.1.0.100:443 sh (sh-fallback,sh-port) persistent 60 mask 255.255.255.0\n"
    "  -> 10.1.0.5:8443                Masq    2      12K        0         \n"
    "  -> 10.1.0.6:443                 Route   0      0          0         \n"
    "UDP  10.0.0.1:53 rr ops\n"
    "FWM  7 wlc persistent 360 pe sip\n"
    "  -> 10.1.0.7:0                   Tunnel  1      0          0         \n"
    "FWM  8 IPv6 rr\n"
    "  -> [2001:db8::5]:0              Masq    1      0          0         \n"
    "TCP  [2001:db8::1]:80 lc persistent 300 mask 64\n"
    "SCTP 10.0.0.1:9 mh\n";

const std::vector<std::string> lines_of_listing{
    "-A -t 10.1.0.100:443 -s sh -b sh-fallback,sh-port -p 60 -M 255.255.255.0",
    "-a -t 10.1.0.100:443 -r 10.1.0.5:8443 -m -w 2",
    "-a -t 10.1.0.100:443 -r 10.1.0.6:443 -g -w 0",
    "-A -u 10.0.0.1:53 -s rr -o",
    "-A -f 7 -s wlc -p 360 --pe sip",
    "-a -f 7 -r 10.1.0.7:0 -i -w 1",
    "-A -f 8 -6 -s rr",
    "-a -f 8 -6 -r [2001:db8::5]:0 -m -w 1",
    "-A -t [2001:db8::1]:80 -s lc -p 300 -M 64",
    "-A --sctp-service 10.0.0.1:9 -s mh"};

TEST(IpvsListing, BecomesLinesOfIpvsadm) {
  const PrintedIpvs printed = read_ipvs_listing(listing);
  EXPECT_EQ(texts_of(printed.items), lines_of_listing);
  EXPECT_TRUE(printed.unread.empty());
  EXPECT_EQ(printed.items[1].place.line, 5);
  EXPECT_EQ(listing.substr(printed.items[1].place.offset, printed.items[1].place.length),
            "-> 10.1.0.5:8443                Masq    2      12K        0");
}

TEST(IpvsListing, TabsCarriageReturnsNoBreakSpacesAndPromptsChangeNothing) {
  std::string text = "[root@lb1 ~]# ipvsadm -Ln\r\n```\n";
  for (const char c : listing) {
    if (c == '\n') text += "\t\r";
    text += c == ' ' ? std::string("\xc2\xa0") : std::string(1, c);
  }
  const PrintedIpvs printed = read_ipvs_listing(text + "root@lb1:~# \n");
  EXPECT_EQ(texts_of(printed.items), lines_of_listing);
  EXPECT_TRUE(printed.unread.empty());
}

TEST(IpvsListing, ThresholdsStatisticsAndTimeoutsOfOtherViewsAreTaken) {
  const PrintedIpvs printed = read_ipvs_listing(
      "TCP  10.1.0.100:80 wrr\n"
      "  -> 10.1.0.5:80                  Masq    1      0          0\n"
      "  -> 10.1.0.6:80                  Masq    1      0          0\n"
      "Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn\n"
      "  -> RemoteAddress:Port\n"
      "TCP  10.1.0.100:80 wrr\n"
      "  -> 10.1.0.5:80                  10         5          0          0\n"
      "  -> 10.1.0.6:80                  0          0          0          0\n"
      "Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes\n"
      "  -> RemoteAddress:Port\n"
      "TCP  10.1.0.100:80                       3       18       12     1K     2000\n"
      "  -> 10.1.0.5:80                         3       18       12     1K     2000\n"
      "Timeout (tcp tcpfin udp): 900 120 300\n");
  EXPECT_EQ(
      texts_of(printed.items),
      (std::vector<std::string>{
          "-A -t 10.1.0.100:80 -s wrr", "-a -t 10.1.0.100:80 -r 10.1.0.5:80 -m -w 1 -x 10 -y 5",
          "-a -t 10.1.0.100:80 -r 10.1.0.6:80 -m -w 1", "--set 900 120 300"}));
  EXPECT_TRUE(printed.unread.empty());
  ASSERT_EQ(printed.numbers.size(), 4);
  EXPECT_EQ(printed.numbers.back().of, IpvsNumbers::Of::statistics);
  EXPECT_EQ(printed.numbers.back().values, (std::vector<uint64_t>{3, 18, 12, 1000, 2000}));
}

TEST(IpvsListing, TheFileOfTheKernelIsHexadecimal) {
  const PrintedIpvs printed = read_ipvs_listing(
      "IP Virtual Server version 1.2.1 (size=4096)\n"
      "Prot LocalAddress:Port Scheduler Flags\n"
      "  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n"
      "TCP  0A010064:0050 wlc persistent 360 FFFFFF00\n"
      "  -> 0A010105:1F90      Masq    1      0          0         \n"
      "FWM  0000000A rr \n"
      "  -> 0A010105:0000      Local   3      0          0         \n"
      "TCP  [2001:0db8:0000:0000:0000:0000:0000:0001]:0050 rr persistent 9 40000000\n"
      "  -> [2001:0db8:0000:0000:0000:0000:0000:0005]:0050      Masq    1      0          0\n");
  EXPECT_EQ(texts_of(printed.items),
            (std::vector<std::string>{"-A -t 10.1.0.100:80 -s wlc -p 360 -M 255.255.255.0",
                                      "-a -t 10.1.0.100:80 -r 10.1.1.5:8080 -m -w 1",
                                      "-A -f 10 -s rr", "-a -f 10 -r 10.1.1.5:0 -g -w 3",
                                      "-A -t [2001:db8::1]:80 -s rr -p 9 -M 64",
                                      "-a -t [2001:db8::1]:80 -r [2001:db8::5]:80 -m -w 1"}));
  EXPECT_EQ(printed.assumed.size(), 1);  // Local
}

TEST(IpvsListing, WhatIsCutOrNamedOrUnknownIsSaidWithItsLine) {
  const PrintedIpvs printed = read_ipvs_listing(
      "  -> 10.1.0.9:80 Masq 1 0 0\n"
      "TCP  www.example.net:http wlc\n"
      "  -> 10.1.0.5:80 Masq 1 0 0\n"
      "TCP  10.1.0.100:80\n"
      "TCP  10.1.0.101:80 wlc persistent\n"
      "TCP  10.1.0.102:80 wlc\n"
      "  -> web1:http Masq 1 0 0\n"
      "  -> 10.1.0.5:80 Masq\n"
      "  -> 10.1.0.6:80 10 5 0 0\n"
      "master sync daemon (mcast=eth0, syncid=1)\n"
      "some words\n");
  EXPECT_EQ(texts_of(printed.items), std::vector<std::string>{"-A -t 10.1.0.102:80 -s wlc"});
  std::vector<int> lines;
  for (const PrintRemark& remark : printed.unread) lines.push_back(remark.place.line);
  EXPECT_EQ(lines, (std::vector<int>{1, 2, 3, 4, 5, 7, 8, 9, 10, 11}));
  EXPECT_EQ(printed.unread[1].message,
            "names stand here where numbers belong; print it with `ipvsadm -Ln`");
}

TEST(IpvsListing, LinesOfIpvsadmMayStandInIt) {
  const PrintedIpvs printed = read_ipvs_listing(
      "# as it was\n"
      "-A -t 10.1.0.100:80 -s rr\n"
      "  -> 10.1.0.5:80 Masq 1 0 0\n"
      "-a -t 10.1.0.100:80 -r 10.1.0.6:80 -m\n");
  EXPECT_EQ(texts_of(printed.items),
            (std::vector<std::string>{"-A -t 10.1.0.100:80 -s rr",
                                      "-a -t 10.1.0.100:80 -r 10.1.0.5:80 -m -w 1",
                                      "-a -t 10.1.0.100:80 -r 10.1.0.6:80 -m"}));
}

TEST(IpvsConnections, AreReadFromBothLists) {
  const PrintedConnections printed = read_ipvs_connections(
      "IPVS connection entries\n"
      "pro expire state       source             virtual            destination\n"
      "TCP 01:54  ESTABLISHED 198.51.100.7:54321 10.1.0.100:80      10.1.0.5:8080\n"
      "IP  04:54  NONE        198.51.100.7:0     0.0.0.7:0          10.1.0.5:0\n"
      "TCP C6336407 D431 0A010064 0050 0A010105 0050 ESTABLISHED     114\n"
      "TCP broken\n");
  ASSERT_EQ(printed.connections.size(), 3);
  EXPECT_EQ(printed.connections[0].destination.text(), "10.1.0.5:8080");
  EXPECT_EQ(printed.connections[0].state, "ESTABLISHED");
  EXPECT_FALSE(printed.connections[1].service);
  EXPECT_EQ(printed.connections[2].source.text(), "198.51.100.7:54321");
  ASSERT_EQ(printed.unread.size(), 1);
  EXPECT_EQ(printed.unread[0].place.line, 6);
}

}  // namespace
}  // namespace hopproof

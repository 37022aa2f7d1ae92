#include "harness/elsewhere/text/tcpdump_text.hh"

#include "harness/base/text.hh"
#include "harness/elsewhere/readers/capture_reader.hh"

#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::elsewhere {
namespace {

struct Read {
  CaptureFile file;
  NamedAddresses names;
  std::vector<SeenPacket> packets;
};

Read read(std::string_view text) {
  Read read;
  const PacketSink sink = [&](SeenPacket&& packet) { read.packets.push_back(std::move(packet)); };
  TcpdumpText reader(read.file, read.names, sink);
  for (const std::string_view line : lines_of(text)) reader.line(line);
  reader.end();
  return read;
}

/// Each layout of tcpdump's tells the same packet.
TEST(TcpdumpText, EveryLayoutTellsTheSyn) {
  const std::vector<const char*> layouts{
      "20:03:54.714102 IP 1.65.15.141.43952 > 1.65.15.144.80: Flags [S], seq 38747800, win 64240, "
      "options [mss 1460,sackOK,TS val 3689624910 ecr 0,nop,wscale 10], length 0\n",
      "IP 1.65.15.141.43952 > 1.65.15.144.http: Flags [S], seq 38747800, win 64240, options [mss "
      "1460,sackOK,TS val 3689624910 ecr 0,nop,wscale 10], length 0\n",
      "2026-12-01 20:03:54.714102 eth0  In  IP 1.65.15.141.43952 > 1.65.15.144.80: Flags [S], seq "
      "38747800, win 64240, options [TS val 3689624910 ecr 0], length 0\n",
      "1764619434.714102 02:00:01:41:0f:8c > 02:00:01:41:0f:8d, ethertype IPv4 (0x0800), length 74: "
      "1.65.15.141.43952 > 1.65.15.144.80: Flags [S], seq 38747800, win 64240, options [TS val "
      "3689624910 ecr 0], length 0\n",
      "20:03:54.714102 02:00:01:41:0f:8c (oui Unknown) > 02:00:01:41:0f:8d (oui Unknown), ethertype "
      "802.1Q (0x8100), length 78: vlan 100, p 0, ethertype IPv4 (0x0800), 1.65.15.141.43952 > "
      "1.65.15.144.80: Flags [S], seq 38747800, win 64240, options [TS val 3689624910 ecr 0], length "
      "0\n",
      "20:03:54.706630 IP (tos 0x0, ttl 64, id 49096, offset 0, flags [DF], proto TCP (6), length 60)\n"
      "    1.65.15.141.43952 > 1.65.15.144.80: Flags [S], cksum 0x4b4e (correct), seq 38747800, win "
      "64240, options [mss 1460,sackOK,TS val 3689624910 ecr 0,nop,wscale 10], length 0\n",
      // Old tcpdump, -i any -e; a line that a mail has wrapped; a quoted one.
      "20:03:54.714102  In 02:00:01:41:0f:8c ethertype IPv4 (0x0800), length 76: 1.65.15.141.43952 > "
      "1.65.15.144.80: Flags [S], seq 38747800, win 64240, options [TS val 3689624910 ecr 0], length "
      "0\n",
      "> 20:03:54.714102 IP 1.65.15.141.43952 > 1.65.15.144.80: Flags [S], seq\n"
      "38747800, win 64240, options [mss 1460,sackOK,TS val 3689624910 ecr\n0,nop,wscale 10], length "
      "0\n",
      "20:03:54.714102 eth0  Out ifindex 2 02:00:01:41:0f:8c ethertype IPv4 (0x0800), length 80: "
      "1.65.15.141.43952 > 1.65.15.144.80: Flags [S], seq 38747800, win 64240, options [TS val "
      "3689624910 ecr 0], length 0\n",
  };
  for (const char* layout : layouts) {
    const Read text = read(layout);
    ASSERT_EQ(text.packets.size(), 1u) << layout;
    const trace::Packet& packet = text.packets[0].packet;
    EXPECT_EQ(packet.text(), "SYN 1.65.15.141:43952 > 1.65.15.144:80") << layout;
    EXPECT_EQ(packet.tcp->sequence, 38747800u) << layout;
    EXPECT_EQ(packet.tcp->window, 64240u) << layout;
    EXPECT_EQ(packet.tcp->timestamps->value, 3689624910u) << layout;
    EXPECT_EQ(text.file.unreadable, 0u) << layout;
  }
}

TEST(TcpdumpText, OtherProtocols) {
  const std::vector<std::pair<const char*, const char*>> lines{
      {"20:03:54.714102 ARP, Request who-has 1.65.15.141 tell 1.65.15.140, length 28",
       "ARP who-has 1.65.15.141 1.65.15.140 > 1.65.15.141"},
      {"20:03:54.714102 ARP, Reply 1.65.15.141 is-at 02:00:01:41:0f:8d, length 28",
       "ARP reply 1.65.15.141 1.65.15.141 > 0.0.0.0"},
      {"20:03:54.714102 IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 7, seq 2, length 64",
       "ICMP echo-request 10.0.0.1 > 10.0.0.2"},
      {"20:03:54.714102 IP 10.0.0.9 > 10.0.0.1: ICMP 10.0.0.9 udp port 53 unreachable, length 36",
       "ICMP port-unreachable 10.0.0.9 > 10.0.0.1 carrying UDP 0 10.0.0.1:0 > 10.0.0.9:53"},
      {"20:03:54.714102 IP 10.0.0.9 > 10.0.0.1: ICMP host 10.0.0.7 unreachable - admin prohibited "
       "filter, length 68",
       "ICMP communication-prohibited 10.0.0.9 > 10.0.0.1 carrying protocol 0 10.0.0.1 > 10.0.0.7"},
      {"20:03:54.714102 IP 10.0.0.1.5353 > 10.0.0.2.53: 1234+ A? example.com. (29)",
       "UDP 29 10.0.0.1:5353 > 10.0.0.2:53"},
      {"20:03:54.714102 IP6 2001:db8::1.40000 > 2001:db8::2.80: Flags [.], ack 1, win 63, length 0",
       "ACK [2001:db8::1]:40000 > [2001:db8::2]:80"},
      {"20:03:54.714102 IP6 fe80::1 > ff02::1:ff00:2: ICMP6, neighbor solicitation, who has "
       "fe80::2, length 32",
       "ICMP6 neighbour-solicitation fe80::1 > ff02::1:ff00:2"},
      {"20:03:54.714102 IP 10.0.0.1.36412 > 10.0.0.2.36412: sctp (1) [INIT] [init tag: 2] [rwnd: 3]",
       "SCTP 10.0.0.1:36412 > 10.0.0.2:36412"},
  };
  for (const auto& [line, packet] : lines) {
    const Read text = read(line);
    ASSERT_EQ(text.packets.size(), 1u) << line;
    EXPECT_EQ(text.packets[0].packet.text(), packet);
  }
}

/// tcpdump counts from the first number that it saw of each direction; -S does not.
TEST(TcpdumpText, RelativeNumbersAreMadeAbsolute) {
  const std::string_view handshake =
      "20:03:54.1000 IP 10.0.0.1.4000 > 10.0.0.2.80: Flags [S], seq 4294967290, win 1, length 0\n"
      "20:03:54.2000 IP 10.0.0.2.80 > 10.0.0.1.4000: Flags [S.], seq 900000000, ack 4294967291, win 1, "
      "length 0\n";
  const std::string relative =
      "20:03:54.3000 IP 10.0.0.1.4000 > 10.0.0.2.80: Flags [P.], seq 1:73, ack 1, win 1, length 72\n";
  const std::string absolute =
      "20:03:54.3000 IP 10.0.0.1.4000 > 10.0.0.2.80: Flags [P.], seq 4294967291:67, ack 900000001, win "
      "1, length 72\n";
  for (const std::string& third : {relative, absolute}) {
    const Read text = read(std::string(handshake) + third);
    ASSERT_EQ(text.packets.size(), 3u);
    EXPECT_EQ(text.packets[2].packet.tcp->sequence, 4294967291u) << third;
    EXPECT_EQ(text.packets[2].packet.tcp->acknowledgement, 900000001u) << third;
    EXPECT_EQ(text.packets[2].packet.kind_text(), "DATA 72");
  }
}

TEST(TcpdumpText, WhatTcpdumpSaysOfItself) {
  const Read text = read(
      "[root@lb1 ~]# tcpdump -nni eth0 -c 5 'tcp port 80'\n"
      "tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n"
      "listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n"
      "20:03:54.1000 IP 10.0.0.1.4000 > 10.0.0.2.80: Flags [S], seq 5, win 1, length 0\n"
      "\t0x0000:  4500 003c 0000\n"
      "^C\n"
      "1 packet captured\n"
      "2 packets received by filter\n"
      "3 packets dropped by kernel\n"
      "so what is wrong here?\n");
  EXPECT_EQ(text.packets.size(), 1u);
  EXPECT_THAT(text.file.filters, testing::ElementsAre("tcp port 80"));
  EXPECT_EQ(text.file.dropped, 3u);
  EXPECT_THAT(text.file.examples, testing::ElementsAre("10: so what is wrong here?"));
}

TEST(TcpdumpText, TheQuoteBelowAnErrorIsRead) {
  const Read text = read(
      "06:07:51.1000 IP (tos 0xc0, ttl 64, id 1, offset 0, flags [none], proto ICMP (1), length 88)\n"
      "    10.0.0.9 > 10.0.0.1: ICMP 10.0.0.9 tcp port 80 unreachable, length 68\n"
      "\tIP (tos 0x0, ttl 63, id 2, offset 0, flags [DF], proto TCP (6), length 60)\n"
      "    10.0.0.1.4000 > 10.0.0.9.80: Flags [S], seq 5, win 1, length 0\n"
      "06:07:51.2000 IP 10.0.0.1.4000 > 10.0.0.9.80: Flags [S], seq 5, win 1, length 0\n");
  ASSERT_EQ(text.packets.size(), 2u);
  EXPECT_EQ(text.packets[0].packet.carried->text(), "SYN 10.0.0.1:4000 > 10.0.0.9:80");
  EXPECT_EQ(text.file.unreadable, 0u);
}

TEST(TcpdumpText, NamesAreTheSameAddressEverywhere) {
  const Read text = read(
      "20:03:54.1000 IP client.lan.4000 > x.x.x.x.http: Flags [S], seq 5, win 1, length 0\n"
      "20:03:54.2000 IP x.x.x.x.http > client.lan.4000: Flags [R.], seq 0, ack 6, win 0, length 0\n");
  ASSERT_EQ(text.packets.size(), 2u);
  const auto there = trace::tuple_of(text.packets[0].packet);
  EXPECT_EQ(*trace::tuple_of(text.packets[1].packet), there->reversed());
  EXPECT_EQ(text.names.text(there->source.address), "client.lan");
  EXPECT_EQ(text.names.text(there->destination.address), "x.x.x.x");
}

/// -ttt counts from the packet before, -ttttt from the first; midnight is passed.
TEST(TcpdumpText, TimesAreOneAxis) {
  const auto times = [](std::initializer_list<const char*> stamps) {
    std::string text;
    for (const char* stamp : stamps)
      text += fmt::format("{} IP 10.0.0.1.4000 > 10.0.0.2.80: Flags [S], seq 5, win 1, length 0\n",
                          stamp);
    std::vector<int64_t> ms;
    for (const SeenPacket& packet : read(text).packets) ms.push_back(packet.time_ns / 1'000'000);
    return ms;
  };
  using testing::ElementsAre;
  EXPECT_THAT(
      times({" 00:00:00.000000", " 00:00:01.000000", " 00:00:00.500000", " 00:00:00.700000"}),
      ElementsAre(0, 1000, 1500, 2200));
  EXPECT_THAT(times({" 00:00:00.000000", " 00:00:01.000000", " 00:00:01.500000"}),
              ElementsAre(0, 1000, 1500));
  EXPECT_THAT(times({"23:59:59.500000", "00:00:00.500000"}), ElementsAre(86399500, 86400500));
  EXPECT_THAT(times({"2026-12-01 00:00:01.000", "2026-12-02 00:00:01.000"}),
              ElementsAre(1796083201000, 1796169601000));
}

}  // namespace
}  // namespace hopproof::elsewhere

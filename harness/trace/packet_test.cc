#include "harness/trace/packet.hh"

#include "harness/trace/test_packets.hh"

#include <gtest/gtest.h>

namespace hopproof::trace {
namespace {

using namespace test;

Packet read(const Bytes& ip) { return dissect_frame(ethernet({}, ip)); }

TEST(Packet, ReadsTcp) {
  const Packet p = read(ipv4({.source = "1.2.3.4", .destination = "6.7.8.9", .ttl = 63, .id = 7},
                             tcp({.source_port = 5,
                                  .destination_port = 80,
                                  .sequence = 0x01020304,
                                  .acknowledgement = 9,
                                  .flags = psh_flag | ack_flag,
                                  .window = 512,
                                  .payload = "hello"})));
  EXPECT_EQ(p.text(), "DATA 5 1.2.3.4:5 > 6.7.8.9:80");
  EXPECT_EQ(p.tcp->sequence, 0x01020304u);
  EXPECT_EQ(p.tcp->acknowledgement, 9u);
  EXPECT_EQ(p.tcp->window, 512);
  EXPECT_EQ(p.ttl, 63);
  EXPECT_EQ(p.ip_id, 7);
  EXPECT_EQ(p.ip_length, 45u);
  EXPECT_EQ(p.payload_offset, 14u + 20 + 20);
  EXPECT_EQ(p.payload_length, 5u);
  EXPECT_EQ(p.ip_checksum, ChecksumState::right);
  EXPECT_EQ(p.transport_checksum, ChecksumState::right);
}

TEST(Packet, NamesTcpByItsFlags) {
  const auto kind = [](uint8_t flags) { return read(ipv4({}, tcp({.flags = flags}))).kind_text(); };
  EXPECT_EQ(kind(syn_flag), "SYN");
  EXPECT_EQ(kind(syn_flag | ack_flag), "SYN-ACK");
  EXPECT_EQ(kind(ack_flag), "ACK");
  EXPECT_EQ(kind(fin_flag | ack_flag), "FIN");
  EXPECT_EQ(kind(rst_flag | ack_flag), "RST");
  EXPECT_EQ(kind(0), "TCP");
}

TEST(Packet, WrongChecksumsAreSeen) {
  Bytes frame = ethernet({}, ipv4({}, tcp({})));
  frame[14 + 8] = 9;  // TTL
  EXPECT_EQ(dissect_frame(frame).ip_checksum, ChecksumState::wrong);
  EXPECT_EQ(dissect_frame(frame).transport_checksum, ChecksumState::right);
  frame[14 + 12] = 99;  // source address
  EXPECT_EQ(dissect_frame(frame).transport_checksum, ChecksumState::wrong);
}

TEST(Packet, UdpWithoutChecksumIsLegalInIpv4Only) {
  Bytes four = ethernet({}, ipv4({}, udp(1, 53, "query")));
  EXPECT_EQ(dissect_frame(four).transport_checksum, ChecksumState::right);
  write16(four, 14 + 20 + 6, 0);
  EXPECT_EQ(dissect_frame(four).transport_checksum, ChecksumState::absent);

  Bytes six = ethernet({}, ipv6({"2001:db8::1", "2001:db8::2"}, udp(1, 53, "query")));
  EXPECT_EQ(dissect_frame(six).transport_checksum, ChecksumState::right);
  write16(six, 14 + 40 + 6, 0);
  EXPECT_EQ(dissect_frame(six).transport_checksum, ChecksumState::wrong);
}

TEST(Packet, UdpLongerThanItsPacketIsWrong) {
  Bytes frame = ethernet({}, ipv4({}, udp(1, 53, "query")));
  write16(frame, 14 + 20 + 4, 900);
  EXPECT_EQ(dissect_frame(frame).transport_checksum, ChecksumState::wrong);
}

TEST(Packet, PaddingIsNoPayload) {
  Bytes frame = ethernet({}, ipv4({}, udp(1, 2, "x")));
  frame.resize(60);
  const Packet p = dissect_frame(frame);
  EXPECT_EQ(p.payload_length, 1u);
  EXPECT_EQ(p.transport_checksum, ChecksumState::right);
}

TEST(Packet, CutCaptureSaysSo) {
  Bytes frame = ethernet({}, ipv4({}, tcp({.flags = ack_flag, .payload = "0123456789"})));
  frame.resize(frame.size() - 4);
  const Packet p = dissect_frame(frame);
  EXPECT_EQ(p.transport_checksum, ChecksumState::cut);
  EXPECT_EQ(p.payload_length, 6u);
  EXPECT_EQ(p.payload_claimed, 10u);
  EXPECT_EQ(p.kind_text(), "DATA 10");
}

TEST(Packet, IpOptionsAreSkipped) {
  Bytes ip = ipv4({}, udp(7, 8, "x"));
  ip.insert(ip.begin() + 20, {1, 1, 1, 1});
  ip[0] = 0x46;
  write16(ip, 2, uint16_t(ip.size()));
  write16(ip, 10, 0);
  write16(ip, 10, internet_checksum(std::span(ip).first(24)));
  const Packet p = read(ip);
  EXPECT_EQ(p.text(), "UDP 1 10.0.0.1:7 > 10.0.0.2:8");
  EXPECT_EQ(p.ip_checksum, ChecksumState::right);
}

TEST(Packet, ReadsIpv6BehindExtensionHeaders) {
  const Bytes headers{protocol::destination_options,
                      0,
                      1,
                      4,
                      0,
                      0,
                      0,
                      0,  // hop by hop
                      protocol::tcp,
                      0,
                      1,
                      4,
                      0,
                      0,
                      0,
                      0};
  const Packet p =
      read(ipv6({"2001:db8::1", "2001:db8::2"}, tcp({}), protocol::hop_by_hop, headers));
  EXPECT_EQ(p.text(), "SYN [2001:db8::1]:40000 > [2001:db8::2]:8000");
  EXPECT_EQ(p.transport_checksum, ChecksumState::right);
}

TEST(Packet, ExtensionHeadersHaveALimit) {
  Bytes headers;
  for (int i = 0; i < 100; ++i) append(headers, Bytes{protocol::hop_by_hop, 0, 1, 4, 0, 0, 0, 0});
  headers[headers.size() - 8] = protocol::tcp;
  const Packet p = read(ipv6({"::1", "::2"}, tcp({}), protocol::hop_by_hop, headers));
  EXPECT_FALSE(p.tcp);
  EXPECT_TRUE(p.is_ip);
}

TEST(Packet, FragmentsHaveNoChecksumToJudge) {
  const Packet first = read(ipv4({.id = 5, .more_fragments = true}, udp(7, 8, "12345678")));
  EXPECT_EQ(first.destination_port, 8);
  EXPECT_EQ(first.transport_checksum, ChecksumState::cut);
  EXPECT_TRUE(first.is_fragment());

  const Packet later = read(ipv4_raw({.id = 5, .fragment_offset = 16}, 17, text("rest")));
  EXPECT_FALSE(later.source_port);
  EXPECT_EQ(later.payload_length, 4u);
  EXPECT_EQ(later.text(), "UDP fragment at 16 10.0.0.1 > 10.0.0.2");
}

TEST(Packet, ReadsIpv6Fragment) {
  const Bytes header{protocol::udp, 0, 0, 16 | 1, 0, 0, 0x12, 0x34};
  const Packet p = read(ipv6({"::1", "::2"}, tunnel(text("data")), protocol::fragment, header));
  EXPECT_EQ(p.fragment_offset, 16);
  EXPECT_TRUE(p.more_fragments);
  EXPECT_EQ(p.ip_id, 0x1234);
  EXPECT_EQ(p.protocol, protocol::udp);
}

TEST(Packet, ReadsEcho) {
  const Packet p = read(ipv4({}, icmp(8, 0, 0x00070001, text("ping"))));
  EXPECT_EQ(p.text(), "ICMP echo-request 10.0.0.1 > 10.0.0.2");
  EXPECT_EQ(p.icmp->id, 7);
  EXPECT_EQ(p.icmp->sequence, 1);
  EXPECT_EQ(p.transport_checksum, ChecksumState::right);
}

TEST(Packet, ReadsWhatAnErrorQuotes) {
  Bytes quote = ipv4({"10.1.0.9", "10.1.0.1"}, tcp({.payload = "long"}));
  quote.resize(28);
  const Packet p = read(ipv4({"10.1.0.1", "10.1.0.9"}, icmp(3, 3, 0, quote)));
  EXPECT_EQ(p.text(),
            "ICMP port-unreachable 10.1.0.1 > 10.1.0.9 carrying "
            "TCP 10.1.0.9:40000 > 10.1.0.1:8000");
  EXPECT_EQ(p.transport_checksum, ChecksumState::right);
  EXPECT_EQ(p.carried->tcp->sequence, 1000u);
  EXPECT_EQ(p.carried->ip_checksum, ChecksumState::right);
  EXPECT_EQ(p.carried->transport_checksum, ChecksumState::cut);
}

TEST(Packet, ReadsIcmp6Error) {
  const Bytes quote = ipv6({"2001:db8::9", "2001:db8::1"}, udp(5, 53, "q"));
  const Packet p = read(ipv6({"2001:db8::1", "2001:db8::9"}, icmp6(1, 4, 0, quote)));
  EXPECT_EQ(p.text(),
            "ICMP6 port-unreachable 2001:db8::1 > 2001:db8::9 carrying "
            "UDP 1 [2001:db8::9]:5 > [2001:db8::1]:53");
  EXPECT_EQ(p.transport_checksum, ChecksumState::right);
}

/// RFC 4861: who asks, and for whom; told as ARP would.
TEST(Packet, ReadsNeighbourDiscovery) {
  const Bytes target = ipv6({"2001:db8::7", "::"}, udp(1, 1, ""));
  const std::span<const uint8_t> address(target.data() + 8, 16);
  const Packet asks = read(ipv6({"2001:db8::9", "ff02::1:ff00:7"}, icmp6(135, 0, 0, address)));
  ASSERT_NE(asks.neighbour_message(), nullptr);
  EXPECT_TRUE(asks.neighbour_message()->is_request);
  EXPECT_EQ(asks.neighbour_message()->sender.text(), "2001:db8::9");
  EXPECT_EQ(asks.neighbour_message()->target.text(), "2001:db8::7");
  const Packet tells = read(ipv6({"2001:db8::1", "2001:db8::9"}, icmp6(136, 0, 0, address)));
  ASSERT_NE(tells.neighbour_message(), nullptr);
  EXPECT_FALSE(tells.neighbour_message()->is_request);
  EXPECT_EQ(tells.neighbour_message()->sender.text(), "2001:db8::7");
  const Packet cut = read(ipv6({"2001:db8::1", "2001:db8::9"}, icmp6(135, 0, 0, address.first(8))));
  EXPECT_EQ(cut.neighbour_message(), nullptr);
}

TEST(Packet, ReadsTunnel) {
  const Packet p = read(
      ipv4({"172.16.0.1", "172.16.0.2"}, tunnel(ipv4({"10.0.0.2", "207.175.44.110"}, tcp({})))));
  EXPECT_EQ(p.text(),
            "IPIP 172.16.0.1 > 172.16.0.2 carrying SYN 10.0.0.2:40000 > 207.175.44.110:8000");
}

TEST(Packet, TunnelsInTunnelsHaveALimit) {
  Bytes ip = ipv4({}, tcp({}));
  for (int i = 0; i < 50; ++i) ip = ipv4({}, tunnel(ip));
  int depth = 0;
  const Packet outer = read(ip);
  for (const Packet* p = &outer; p->carried; p = p->carried.get()) ++depth;
  EXPECT_EQ(depth, 3);
}

TEST(Packet, ReadsArp) {
  EXPECT_EQ(dissect_frame(arp({}, true, "10.0.0.1", "10.0.0.2")).kind_text(),
            "ARP who-has 10.0.0.2");
  EXPECT_EQ(dissect_frame(arp({}, false, "10.0.0.2", "10.0.0.1")).text(),
            "ARP reply 10.0.0.2 10.0.0.2 > 10.0.0.1");
}

TEST(Packet, OtherFramesHaveTheirType) {
  EXPECT_EQ(dissect_frame(ethernet({}, 0x88cc, Bytes{1, 2, 3})).text(),
            "ethertype 0x88cc 02:00:00:00:00:01 > 02:00:00:00:00:02");
}

TEST(IcmpName, SpeaksTheWordsOfIptables) {
  EXPECT_EQ(icmp_name(Family::v4, 3, 3), "port-unreachable");
  EXPECT_EQ(icmp_name(Family::v4, 3, 4), "fragmentation-needed");
  EXPECT_EQ(icmp_name(Family::v4, 3, 1), "host-unreachable");
  EXPECT_EQ(icmp_name(Family::v4, 3, 77), "3/77");
  EXPECT_EQ(icmp_name(Family::v4, 5, 1), "redirect");
  EXPECT_EQ(icmp_name(Family::v4, 8, 0), "echo-request");
  EXPECT_EQ(icmp_name(Family::v4, 11, 0), "ttl-zero-during-transit");
  EXPECT_EQ(icmp_name(Family::v4, 99, 1), "99/1");
  EXPECT_EQ(icmp_name(Family::v6, 1, 4), "port-unreachable");
  EXPECT_EQ(icmp_name(Family::v6, 2, 0), "packet-too-big");
}

}  // namespace
}  // namespace hopproof::trace

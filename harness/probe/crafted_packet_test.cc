#include "harness/probe/crafted_packet.hh"

#include "harness/base/error.hh"
#include "harness/probe/packet_client.hh"

#include <gtest/gtest.h>
#include <tins/icmp.h>
#include <tins/icmpv6.h>
#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/rawpdu.h>
#include <tins/tcp.h>
#include <tins/udp.h>

namespace hopproof::probe {
namespace {

AddressPattern literal(const std::string& endpoint) {
  AddressPattern pattern;
  pattern.kind = AddressPattern::Kind::literal;
  const auto whole = Endpoint::parse(endpoint);
  pattern.literal = whole ? whole->address : *IpAddress::parse(endpoint);
  if (whole) pattern.port = {PortPattern::Kind::number, whole->port, ""};
  return pattern;
}

Endpoint resolve(const AddressPattern& pattern) { return {pattern.literal, pattern.port.number}; }

PacketPattern pattern(PacketKind kind, const std::string& from, const std::string& to) {
  PacketPattern result;
  result.kind = kind;
  result.source = literal(from);
  result.destination = literal(to);
  return result;
}

Tins::IP parse_v4(const CraftedPacket& packet) {
  return Tins::IP(packet.bytes.data(), uint32_t(packet.bytes.size()));
}

TEST(CraftedPacket, AckHasNoPayloadAndTheGivenSize) {
  PacketPattern ack = pattern(PacketKind::ack, "10.2.0.5:80", "10.1.0.9:4321");
  EXPECT_EQ(craft(ack, resolve).bytes.size(), 40u);
  ack.size = 500;
  ack.ttl = 3;
  const CraftedPacket packet = craft(ack, resolve);
  EXPECT_EQ(packet.bytes.size(), 500u);
  Tins::IP ip = parse_v4(packet);
  EXPECT_EQ(ip.ttl(), 3);
  EXPECT_EQ(ip.rfind_pdu<Tins::TCP>().sport(), 80);
  EXPECT_EQ(ip.rfind_pdu<Tins::TCP>().dport(), 4321);
  EXPECT_EQ(ip.rfind_pdu<Tins::TCP>().flags(), Tins::TCP::ACK);
}

TEST(CraftedPacket, EveryTcpKindHasItsFlags) {
  const std::pair<PacketKind, int> kinds[] = {
      {PacketKind::syn, Tins::TCP::SYN},
      {PacketKind::syn_ack, Tins::TCP::SYN | Tins::TCP::ACK},
      {PacketKind::data, Tins::TCP::PSH | Tins::TCP::ACK},
      {PacketKind::fin, Tins::TCP::FIN | Tins::TCP::ACK},
      {PacketKind::rst, Tins::TCP::RST}};
  for (const auto& [kind, flags] : kinds) {
    Tins::IP ip = parse_v4(craft(pattern(kind, "10.0.0.1", "10.0.0.2:80"), resolve));
    EXPECT_EQ(ip.rfind_pdu<Tins::TCP>().flags(), flags);
    EXPECT_EQ(ip.rfind_pdu<Tins::TCP>().sport(), 40000);
  }
}

TEST(CraftedPacket, UdpInIpv6) {
  const CraftedPacket packet =
      craft(pattern(PacketKind::udp, "[2001:db8::1]:53", "[2001:db8::2]:7"), resolve);
  EXPECT_EQ(packet.protocol, 17);
  EXPECT_EQ(packet.bytes.size(), 40u + 8 + 16);
  Tins::IPv6 ip(packet.bytes.data(), uint32_t(packet.bytes.size()));
  EXPECT_EQ(ip.rfind_pdu<Tins::UDP>().dport(), 7);
}

TEST(CraftedPacket, ErrorsQuoteWhatTheyCarry) {
  PacketPattern error = pattern(PacketKind::icmp, "10.0.0.7", "10.0.0.1");
  error.icmp = {"fragmentation-needed", 3, 4};
  error.carrying =
      std::make_shared<PacketPattern>(pattern(PacketKind::udp, "10.0.0.1:80", "10.0.0.9:5"));
  const CraftedPacket packet = craft(error, resolve);
  EXPECT_EQ(packet.protocol, 1);
  Tins::IP ip = parse_v4(packet);
  const auto& icmp = ip.rfind_pdu<Tins::ICMP>();
  EXPECT_EQ(icmp.type(), 3);
  EXPECT_EQ(icmp.code(), 4);
  EXPECT_EQ(icmp.mtu(), 1280);
  const auto& quoted = ip.rfind_pdu<Tins::RawPDU>().payload();
  EXPECT_EQ(Tins::IP(quoted.data(), uint32_t(quoted.size())).dst_addr(), "10.0.0.9");
}

TEST(CraftedPacket, EchoHasAnIdOfItsOwn) {
  const CraftedPacket one = craft(pattern(PacketKind::icmp, "10.0.0.1", "10.0.0.2"), resolve);
  const CraftedPacket two =
      craft(pattern(PacketKind::icmp6, "2001:db8::1", "2001:db8::2"), resolve);
  EXPECT_EQ(parse_v4(one).rfind_pdu<Tins::ICMP>().id(), one.echo_id);
  EXPECT_EQ(two.protocol, 58);
  EXPECT_NE(one.echo_id, two.echo_id);
}

TEST(CraftedPacket, RefusesWhatCannotBeSent) {
  EXPECT_THROW(craft(pattern(PacketKind::syn, "10.0.0.1:1", "10.0.0.2"), resolve), HostError);
  EXPECT_THROW(craft(pattern(PacketKind::syn, "10.0.0.1:1", "[::1]:2"), resolve), HostError);
  EXPECT_THROW(craft(pattern(PacketKind::arp_who_has, "10.0.0.1", "10.0.0.2"), resolve), HostError);
  PacketPattern tiny = pattern(PacketKind::syn, "10.0.0.1:1", "10.0.0.2:2");
  tiny.size = 30;
  EXPECT_THROW(craft(tiny, resolve), HostError);
}

/// The transport part of a crafted IPv4 packet, as a raw socket would hand it out.
ReceivedPacket received(const CraftedPacket& packet) {
  return {packet.protocol, packet.source.address, std::span(packet.bytes).subspan(20)};
}

TEST(PacketReply, TellsResetFromAnswer) {
  const CraftedPacket sent = craft(pattern(PacketKind::ack, "10.0.0.1:5", "10.0.0.2:80"), resolve);
  const CraftedPacket rst = craft(pattern(PacketKind::rst, "10.0.0.2:80", "10.0.0.1:5"), resolve);
  const CraftedPacket ack = craft(pattern(PacketKind::ack, "10.0.0.2:80", "10.0.0.1:5"), resolve);
  const CraftedPacket other = craft(pattern(PacketKind::rst, "10.0.0.2:80", "10.0.0.1:6"), resolve);
  EXPECT_EQ(outcome_of_reply(sent, received(rst))->kind, Outcome::Kind::reset);
  EXPECT_EQ(outcome_of_reply(sent, received(ack))->kind, Outcome::Kind::answered);
  EXPECT_FALSE(outcome_of_reply(sent, received(other)));
}

TEST(PacketReply, BelievesOnlyErrorsThatQuoteIt) {
  const PacketPattern syn = pattern(PacketKind::syn, "10.0.0.1:5", "10.0.0.2:80");
  const CraftedPacket sent = craft(syn, resolve);
  PacketPattern error = pattern(PacketKind::icmp, "10.0.0.2", "10.0.0.1");
  error.icmp = {"port-unreachable", 3, 3};
  error.carrying = std::make_shared<PacketPattern>(syn);
  EXPECT_EQ(outcome_of_reply(sent, received(craft(error, resolve)))->kind, Outcome::Kind::refused);
  error.icmp.code = 1;
  const auto unreachable = outcome_of_reply(sent, received(craft(error, resolve)));
  EXPECT_EQ(*unreachable, (Outcome{Outcome::Kind::unreachable, EHOSTUNREACH}));
  error.carrying =
      std::make_shared<PacketPattern>(pattern(PacketKind::syn, "10.0.0.1:6", "10.0.0.2:80"));
  EXPECT_FALSE(outcome_of_reply(sent, received(craft(error, resolve))));
}

TEST(PacketReply, SurvivesEveryCut) {
  const PacketPattern syn = pattern(PacketKind::syn, "10.0.0.1:5", "10.0.0.2:80");
  const CraftedPacket sent = craft(syn, resolve);
  PacketPattern error = pattern(PacketKind::icmp, "10.0.0.2", "10.0.0.1");
  error.icmp = {"port-unreachable", 3, 3};
  error.carrying = std::make_shared<PacketPattern>(syn);
  const CraftedPacket whole = craft(error, resolve);
  for (size_t length = 0; length < whole.bytes.size() - 20; ++length) {
    const std::vector<uint8_t> cut(whole.bytes.begin() + 20,
                                   whole.bytes.begin() + 20 + long(length));
    const bool quoted = length >= 8 + 24;
    EXPECT_EQ(outcome_of_reply(sent, {1, sent.destination.address, cut}).has_value(), quoted);
  }
}

}  // namespace
}  // namespace hopproof::probe

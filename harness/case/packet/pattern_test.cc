#include "harness/case/packet/pattern.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

PacketPattern packet(std::string_view text) {
  const auto result = parse_packet(text);
  const auto* error = std::get_if<LineError>(&result);
  EXPECT_EQ(error, nullptr) << text << ": " << error->message;
  return error == nullptr ? std::get<PacketPattern>(result) : PacketPattern{};
}

TEST(HopPattern, IsTwoNodesAndPerhapsANetwork) {
  const auto hop = std::get<HopPattern>(parse_hop("client > director on lan"));
  EXPECT_EQ(hop.from, "client");
  EXPECT_EQ(hop.to, "director");
  EXPECT_EQ(hop.network, "lan");
  EXPECT_EQ(std::get<HopPattern>(parse_hop("rs > any")).text(), "rs > any");
}

TEST(PacketPattern, ATupleIsAPacketOfAnyKind) {
  const PacketPattern p = packet("CIP:cport > VIP:8000");
  EXPECT_EQ(p.kind, PacketKind::unspecified);
  EXPECT_EQ(p.source.kind, AddressPattern::Kind::cip);
  EXPECT_EQ(p.source.port.kind, PortPattern::Kind::word);
  EXPECT_EQ(p.source.port.word, "cport");
  EXPECT_EQ(p.destination.kind, AddressPattern::Kind::vip);
  EXPECT_EQ(p.destination.port.number, 8000);
}

TEST(PacketPattern, AddressesComeInManyForms) {
  EXPECT_EQ(packet("any > any").source.kind, AddressPattern::Kind::any);
  EXPECT_EQ(packet("any > RIP").destination.port.kind, PortPattern::Kind::none);
  EXPECT_EQ(packet("any:any > RIP:any").source.port.kind, PortPattern::Kind::any);
  EXPECT_EQ(packet("rs1.back:80 > CIP").source.name, "rs1.back");
  EXPECT_EQ(packet("[2001:db8::5]:80 > CIP:cport").source.literal.text(), "2001:db8::5");
  EXPECT_EQ(packet("[2001:db8::5]:80 > CIP:cport").source.port.number, 80);
  EXPECT_EQ(packet("2001:db8::5 > CIP").source.literal.text(), "2001:db8::5");
  EXPECT_EQ(packet("[2001:db8::5] > CIP").source.literal.text(), "2001:db8::5");
  EXPECT_EQ(packet("10.0.0.1:0 > CIP").source.port.kind, PortPattern::Kind::number);
}

TEST(PacketPattern, IcmpTypesAreNamedAsByIptables) {
  const PacketPattern port = packet("ICMP port-unreachable VIP > CIP carrying CIP:cport > VIP:80");
  EXPECT_EQ(port.icmp.type, 3);
  EXPECT_EQ(port.icmp.code, 3);
  ASSERT_NE(port.carrying, nullptr);
  EXPECT_EQ(port.carrying->destination.port.number, 80);
  EXPECT_EQ(packet("ICMP 3/4 any > any").icmp.code, 4);
  EXPECT_EQ(packet("ICMP 3 any > any").icmp.code, std::nullopt);
  EXPECT_EQ(packet("ICMP redirect any > any").icmp.type, 5);
  EXPECT_EQ(packet("ICMP any > any").icmp.type, std::nullopt);
  EXPECT_EQ(packet("ICMP any any > any").icmp.type, std::nullopt);
  EXPECT_EQ(packet("ICMP6 packet-too-big any > any").icmp.type, 2);
  EXPECT_EQ(packet("ICMP6 port-unreachable any > any").icmp.code, 4);
}

TEST(PacketPattern, WhatArpAsksForIsTheDestination) {
  const PacketPattern request = packet("ARP who-has VIP");
  EXPECT_EQ(request.kind, PacketKind::arp_who_has);
  EXPECT_EQ(request.source.kind, AddressPattern::Kind::any);
  EXPECT_EQ(request.destination.kind, AddressPattern::Kind::vip);
  EXPECT_EQ(packet("ARP reply director.side x1").kind, PacketKind::arp_reply);
}

TEST(PacketPattern, LimitsBelongToTheOutermostPacket) {
  const PacketPattern p = packet("IPIP DIP > RIP carrying CIP:cport > VIP:8080 ttl 64 size 500 x2");
  EXPECT_EQ(p.ttl, 64);
  EXPECT_EQ(p.size, 500);
  EXPECT_EQ(p.times, 2);
  EXPECT_EQ(p.carrying->ttl, std::nullopt);
}

TEST(PacketPattern, IsWrittenBackAsItWasRead) {
  for (const char* text :
       {"any > any", "SYN-ACK RIP:80 > CIP:cport", "ICMP6 2 any > CIP", "ICMP any any > any",
        "FIN any > any x3",
        "IPIP DIP > RIP carrying IPIP any > any carrying UDP CIP:a > VIP:53 ttl 1 size 20 x1",
        "[2001:db8::5]:80 > CIP:cport", "2001:db8::5 > 10.0.0.1:any", "ARP reply any",
        "DATA rs-1.back:80 > any"}) {
    EXPECT_EQ(packet(text).text(), text);
    EXPECT_EQ(packet(packet(text).text()).text(), text);
  }
}

struct BadPattern {
  std::string_view text;
  std::string_view word;  ///< what the caret is under
  std::string_view message;
};

template <class Result>
void expect_error(const BadPattern& row, const Result& result) {
  SCOPED_TRACE(row.text);
  const auto* error = std::get_if<LineError>(&result);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->message, row.message);
  ASSERT_LE(size_t(error->offset + error->length), row.text.size());
  EXPECT_EQ(row.text.substr(size_t(error->offset), size_t(error->length)), row.word);
}

TEST(HopPattern, ErrorsPointAtTheWord) {
  const BadPattern rows[] = {
      {"", "", "a hop is NODE > NODE"},
      {"client", "client", "expected '>' after 'client'"},
      {"client director", "client", "expected '>' after 'client'"},
      {"client >", ">", "a node is missing after this"},
      {"> director", ">", "'>' is not the name of a node"},
      {"client > director in lan", "in", "unexpected 'in'; a hop is NODE > NODE [on NETWORK]"},
      {"client > director on", "on", "a node is missing after this"},
      {"client > director on lan twice", "twice", "a hop ends with the network"},
      {"client > 'director", "'", "this quote is never closed"},
      {"* > director", "*", "'*' is not the name of a node"},
  };
  for (const BadPattern& row : rows) expect_error(row, parse_hop(row.text));
}

TEST(PacketPattern, ErrorsPointAtTheWord) {
  const BadPattern rows[] = {
      {"", "", "a packet is [KIND] SOURCE > DESTINATION"},
      {"SYM CIP > VIP", "SYM", "unknown kind of packet 'SYM'; did you mean 'SYN'?"},
      {"XIP:cport > VIP", "XIP", "unknown address 'XIP'; did you mean 'CIP'?"},
      {"SYN CIP > VPI:80", "VPI", "unknown address 'VPI'; did you mean 'VIP'?"},
      {"CIP:cport VIP:80", "CIP:cport", "expected '>' after 'CIP:cport'"},
      {"TCP any", "any", "expected '>' after 'any'"},
      {"CIP:80 >", ">", "an address is missing here"},
      {"TCP > CIP", ">", "an address is missing here"},
      {"CIP:Cport > VIP", "Cport",
       "'Cport' is not a port; it is a number, any, or a lower-case word"},
      {"CIP:65536 > VIP", "65536", "'65536' is not a port; ports are 0 to 65535"},
      {"CIP: > VIP", ":", "':' is followed by no port"},
      {"10.0.0.256:80 > VIP", "10.0.0.256", "'10.0.0.256' is not an IPv4 address"},
      {"[2001:db8::g]:80 > VIP", "[2001:db8::g]", "'[2001:db8::g]' is not an IPv6 address"},
      {"2001:db8:80 > VIP", "2001:db8",
       "'2001:db8' is not an address; an IPv6 address with a port is written [ADDRESS]:PORT"},
      {"* > VIP", "*", "'*' is written any"},
      {"ICMP port-unreacheable VIP > CIP", "port-unreacheable",
       "unknown ICMP type 'port-unreacheable'; did you mean 'port-unreachable'?"},
      {"ICMP packet-too-big VIP > CIP", "packet-too-big",
       "'packet-too-big' is a type of ICMP6, not of ICMP"},
      {"ICMP 3/256 any > any", "3/256", "unknown ICMP type '3/256'"},
      {"ARP", "ARP", "ARP is followed by who-has or reply"},
      {"ARP whohas VIP", "whohas",
       "ARP is followed by who-has or reply, not by 'whohas'; did you mean 'who-has'?"},
      {"ARP reply VIP:80", "VIP:80", "ARP has no ports"},
      {"ARP reply VIP ttl 3", "ttl", "ARP has no ttl"},
      {"SYN CIP > VIP carrying any > any", "carrying", "only ICMP, ICMP6 and IPIP carry a packet"},
      {"ICMP any > any ttl 3 carrying any > any", "carrying",
       "carrying comes before ttl, size and xN"},
      {"CIP > VIP ttl", "ttl", "ttl is followed by a number"},
      {"CIP > VIP ttl 256", "256", "ttl is a number from 0 to 255"},
      {"CIP > VIP ttl 1 ttl 2", "ttl", "ttl is given twice"},
      {"CIP > VIP size 19", "19", "size is a number from 20 to 65535"},
      {"CIP > VIP x0", "x0", "a packet that must not be seen is written under never"},
      {"CIP > VIP x1 x2", "x2", "the number of times is given twice"},
      {"CIP > VIP tll 3", "tll", "unexpected 'tll'; did you mean 'ttl'?"},
      {"IPIP any > any carrying IPIP any > any carrying IPIP any > any carrying IPIP any > any "
       "carrying any > any",
       "carrying", "packets are nested too deeply here"},
  };
  for (const BadPattern& row : rows) expect_error(row, parse_packet(row.text));
}

TEST(PacketPattern, EveryBeginningOfATextIsReadWithoutHarm) {
  const std::string_view whole =
      "ICMP 3/4 [2001:db8::5]:80 > r2.lan carrying 'VIP':80 > CIP:cport ttl 64 size 500 x2";
  for (size_t length = 0; length <= whole.size(); ++length) {
    for (size_t start = 0; start <= length; ++start) {
      const std::string_view text = whole.substr(start, length - start);
      const auto result = parse_packet(text);
      if (const auto* error = std::get_if<LineError>(&result)) {
        EXPECT_LE(size_t(error->offset + error->length), text.size());
        EXPECT_FALSE(error->message.empty());
      }
      parse_hop(text);
    }
  }
}

}  // namespace
}  // namespace hopproof

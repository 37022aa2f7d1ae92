#include "harness/verdict/checks/packet_kind.hh"

#include "harness/verdict/trace_builder.hh"

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

/// The kinds that `packet` is of, among all that can be written.
std::string kinds_of(const trace::Packet& packet) {
  std::string found;
  for (const char* word : {"", "TCP ", "UDP ", "SYN ", "SYN-ACK ", "ACK ", "DATA ", "FIN ", "RST ",
                           "ICMP ", "ICMP6 ", "IPIP "}) {
    const auto pattern = parse_packet(std::string(word) + "any > any");
    if (is_kind(std::get<PacketPattern>(pattern), packet)) found += *word ? word : "none ";
  }
  for (const char* arp : {"ARP who-has any", "ARP reply any"}) {
    const auto pattern = parse_packet(arp);
    if (is_kind(std::get<PacketPattern>(pattern), packet)) found += std::string(arp) + " ";
  }
  return found;
}

trace::Packet tcp(std::string_view kind) {
  return PacketBuilder(kind, "1.1.1.1:1 > 2.2.2.2:2").packet();
}
trace::Packet ip(std::string_view kind) {
  return PacketBuilder(kind, "1.1.1.1 > 2.2.2.2").packet();
}

TEST(PacketKind, OfTcp) {
  EXPECT_EQ(kinds_of(tcp("SYN")), "none TCP SYN ");
  EXPECT_EQ(kinds_of(tcp("SYN-ACK")), "none TCP SYN-ACK ");
  EXPECT_EQ(kinds_of(tcp("ACK")), "none TCP ACK ");
  EXPECT_EQ(kinds_of(tcp("DATA")), "none TCP ACK DATA ");
  EXPECT_EQ(kinds_of(tcp("FIN")), "none TCP FIN ");
  EXPECT_EQ(kinds_of(tcp("RST")), "none TCP RST ");
}

TEST(PacketKind, OfTheOthers) {
  EXPECT_EQ(kinds_of(PacketBuilder("UDP", "1.1.1.1:1 > 2.2.2.2:2").packet()), "none UDP DATA ");
  EXPECT_EQ(kinds_of(ip("echo")), "none ICMP ");
  EXPECT_EQ(kinds_of(ip("echo-reply")), "none ICMP ");
  EXPECT_EQ(kinds_of(ip("ICMP 3/3")), "ICMP ");
  EXPECT_EQ(kinds_of(ip("IPIP")), "IPIP ");
  EXPECT_EQ(kinds_of(ip("ARP who-has")), "ARP who-has any ");
  EXPECT_EQ(kinds_of(ip("ARP reply")), "ARP reply any ");
}

TEST(PacketKind, OfAnUnreadableFrameIsNone) { EXPECT_EQ(kinds_of(trace::Packet{}), ""); }

TEST(PacketKind, AnIcmpTypeAndItsCode) {
  const auto is = [](const char* text, const char* kind) {
    return is_kind(std::get<PacketPattern>(parse_packet(text)), ip(kind));
  };
  EXPECT_TRUE(is("ICMP port-unreachable any > any", "ICMP 3/3"));
  EXPECT_TRUE(is("ICMP destination-unreachable any > any", "ICMP 3/3"));
  EXPECT_TRUE(is("ICMP 3/3 any > any", "ICMP 3/3"));
  EXPECT_FALSE(is("ICMP host-unreachable any > any", "ICMP 3/3"));
  EXPECT_FALSE(is("ICMP redirect any > any", "ICMP 3/3"));
}

}  // namespace
}  // namespace hopproof::verdict

#include "harness/base/protocol.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Protocol, IsNamedAsIptablesDoes) {
  EXPECT_EQ(protocol::name(6), "tcp");
  EXPECT_EQ(protocol::name(58), "icmpv6");
  EXPECT_EQ(protocol::name(132), "sctp");
  EXPECT_EQ(protocol::name(0), "all");
  EXPECT_EQ(protocol::name(200), "");
}

TEST(Protocol, IsFoundByAnyOfItsWords) {
  for (const char* word : {"sctp", "SCTP", "132"}) EXPECT_EQ(protocol::number(word), 132) << word;
  for (const char* word : {"icmpv6", "ipv6-icmp", "58"})
    EXPECT_EQ(protocol::number(word), 58) << word;
  EXPECT_EQ(protocol::number("all"), 0);
  EXPECT_EQ(protocol::number("IP"), 0);
  EXPECT_EQ(protocol::number("quic"), std::nullopt);
  EXPECT_EQ(protocol::number("256"), std::nullopt);
  EXPECT_EQ(protocol::number(""), std::nullopt);
}

TEST(Protocol, ListsOfIpvsKnowThreeOfThem) {
  EXPECT_EQ(protocol::listed_name(6), "TCP");
  EXPECT_EQ(protocol::listed_name(17), "UDP");
  EXPECT_EQ(protocol::listed_name(132), "SCTP");
  EXPECT_EQ(protocol::listed_name(0), "IP");
}

TEST(Protocol, TcpdumpHasAnotherWordForIcmp6) {
  EXPECT_EQ(protocol::tcpdump_name(58), "icmp6");
  EXPECT_EQ(protocol::tcpdump_name(1), "icmp");
  EXPECT_EQ(protocol::tcpdump_name(47), "");
}

}  // namespace
}  // namespace hopproof

#include "harness/run/facts/nstat.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Nstat, JoinsTheNameLineAndTheValueLine) {
  const auto counters = parse_paired_counters(
      "Ip: Forwarding InAddrErrors\nIp: 1 3\nTcpExt: IPReversePathFilter\nTcpExt: 7\n");
  EXPECT_EQ(counters.at("IpInAddrErrors"), 3u);
  EXPECT_EQ(counters.at("TcpExtIPReversePathFilter"), 7u);
}

TEST(Nstat, LeavesOutWhatDoesNotPair) {
  EXPECT_TRUE(parse_paired_counters("Ip: A\nTcp: 1\nlonely\n").empty());
  EXPECT_TRUE(parse_paired_counters("").empty());
}

TEST(Nstat, ReadsTheListOfSix) {
  EXPECT_EQ(parse_listed_counters("Ip6InReceives   \t4\nIcmp6InMsgs 0\n").at("Ip6InReceives"), 4u);
}

}  // namespace
}  // namespace hopproof

#include "harness/run/facts/nstat.hh"

#include <gtest/gtest.h>

namespace hopproof::run {
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

TEST(Martians, AreSummedOverTheCpus) {
  EXPECT_EQ(parse_martian_sources("entries  in_hit in_martian_dst in_martian_src  in_x\n"
                                  "00000000 00000001 00000002 0000000a 00000003\n"
                                  "00000000 00000001 00000002 00000010 00000003\n"),
            26u);
}

TEST(Martians, AreNoneWhereTheColumnIsMissing) {
  EXPECT_EQ(parse_martian_sources(""), 0u);
  EXPECT_EQ(parse_martian_sources("entries in_hit\n00000000 00000001\n"), 0u);
  EXPECT_EQ(parse_martian_sources("in_hit in_martian_src\n00000001\n"), 0u);
}

}  // namespace
}  // namespace hopproof::run

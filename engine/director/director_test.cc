#include "engine/director/director.hh"

#include <gtest/gtest.h>

namespace hopproof::director {
namespace {

TEST(ParseConnections, ReadsRowsOfEveryKind) {
  const auto rows = parse_connections(
      "IPVS connection entries\n"
      "pro expire state       source             virtual            destination\n"
      "TCP 14:59  ESTABLISHED 10.0.0.2:40000     10.0.0.1:80        172.16.0.2:8080\n"
      "IP  00:48  NONE        10.0.0.0:0         0.0.0.1:0          172.16.0.2:0\n"
      "UDP 05:00  UDP         [2001:db8::2]:5000 [2001:db8::1]:53   [fd00::5]:53\n");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].protocol, "TCP");
  EXPECT_EQ(rows[0].expires, 899);
  EXPECT_EQ(rows[0].state, "ESTABLISHED");
  EXPECT_EQ(rows[0].client.text(), "10.0.0.2:40000");
  EXPECT_EQ(rows[0].destination.text(), "172.16.0.2:8080");
  EXPECT_EQ(rows[1].protocol, "IP");
  EXPECT_EQ(rows[2].virtual_service.text(), "[2001:db8::1]:53");
}

TEST(ParseConnections, LeavesOutWhatItDoesNotUnderstand) {
  EXPECT_TRUE(parse_connections("").empty());
  EXPECT_TRUE(parse_connections("TCP 14:59 ESTABLISHED 10.0.0.2:40000 10.0.0.1:80").empty());
  EXPECT_TRUE(
      parse_connections("TCP 14:99 ESTABLISHED 10.0.0.2:1 10.0.0.1:80 10.0.0.3:80").empty());
  EXPECT_TRUE(parse_connections("TCP 1459 ESTABLISHED 10.0.0.2:1 10.0.0.1:80 10.0.0.3:80").empty());
  EXPECT_TRUE(parse_connections("TCP 14:59 ESTABLISHED host:1 10.0.0.1:80 10.0.0.3:80").empty());
}

TEST(ParseCounters, ReadsServicesAndTheirServers) {
  const auto rows = parse_counters(
      "IP Virtual Server version 1.2.1 (size=4096)\n"
      "Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes\n"
      "  -> RemoteAddress:Port\n"
      "TCP  10.0.0.1:8000                       1       22       33  100000K    1000M\n"
      "  -> 172.16.0.2:8080                     1        2        3        4        5\n"
      "FWM  1                                   9        0        0        0        0\n"
      "  -> 172.16.0.2:0                        9        0        0        0        0\n"
      "FWM  2 IPv6                              0        0        0        0        0\n");
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[0].service, "TCP 10.0.0.1:8000");
  EXPECT_EQ(rows[0].server, "");
  EXPECT_EQ(rows[0].counters.in_bytes, 100'000'000U);
  EXPECT_EQ(rows[0].counters.out_bytes, 1'000'000'000U);
  EXPECT_EQ(rows[1].service, "TCP 10.0.0.1:8000");
  EXPECT_EQ(rows[1].server, "172.16.0.2:8080");
  EXPECT_EQ(rows[1].counters.out_packets, 3U);
  EXPECT_EQ(rows[3].service, "FWM 1");
  EXPECT_EQ(rows[3].counters.connections, 9U);
  EXPECT_EQ(rows[4].service, "FWM 2 IPv6");
}

TEST(ParseCounters, LeavesOutWhatItDoesNotUnderstand) {
  EXPECT_TRUE(parse_counters("").empty());
  EXPECT_TRUE(parse_counters("  -> 172.16.0.2:0 1 2 3 4 5").empty());  // of no service
  EXPECT_TRUE(parse_counters("TCP 10.0.0.1:80 1 2 3 4").empty());
  EXPECT_TRUE(parse_counters("TCP 10.0.0.1:80 1 2 3 4 99999999999999999999").empty());
  EXPECT_TRUE(parse_counters("TCP 10.0.0.1:80 1 2 3 4 5X").empty());
}

}  // namespace
}  // namespace hopproof::director

#include "harness/case/language/scalar_values.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

using std::chrono::milliseconds;

TEST(Duration, IsMillisecondsOrSeconds) {
  EXPECT_EQ(parse_duration("500ms"), milliseconds(500));
  EXPECT_EQ(parse_duration("3s"), milliseconds(3000));
  EXPECT_EQ(parse_duration("86400s"), milliseconds(86'400'000));
  for (const char* bad : {"", "3", "s", "ms", "3 s", "-1s", "1.5s", "3m", "86401s", "1h"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
}

TEST(Serve, IsProtocolAndPort) {
  ASSERT_TRUE(parse_serve("udp:53"));
  EXPECT_EQ(parse_serve("udp:53")->protocol, Serve::Protocol::udp);
  EXPECT_EQ(parse_serve("udp:53")->port, 53);
  for (const char* text : {"sctp:2905", "udp:*:53", "tcp:10.0.0.5:80", "http:[2001:db8::5]:80"}) {
    ASSERT_TRUE(parse_serve(text)) << text;
    EXPECT_EQ(parse_serve(text)->text(), text);
  }
  EXPECT_TRUE(parse_serve("udp:*:53")->naive);
  EXPECT_FALSE(parse_serve("tcp:*:53"));
  EXPECT_FALSE(parse_serve("udp:*:0"));
  for (const char* bad :
       {"", "http", "http:", "http:0", "http:65536", "ftp:21", ":80", "http:80x"}) {
    EXPECT_FALSE(parse_serve(bad)) << bad;
  }
}

TEST(Finding, IsAWordAndPerhapsAPlace) {
  EXPECT_EQ(parse_finding("no-route-to-vip")->id, "no-route-to-vip");
  EXPECT_EQ(parse_finding("rp-filter-drop at rs1.eth0.100")->at, "rs1.eth0.100");
  for (const char* bad :
       {"", "none", "No", "a b", "a at", "a at ", "a at b c", "a-", "-a", "a at b:1"}) {
    EXPECT_FALSE(parse_finding(bad)) << bad;
  }
}

TEST(OnlyCondition, IsADirectorAndPerhapsAVersion) {
  EXPECT_EQ(parse_only("ipvs")->relation, "");
  EXPECT_EQ(parse_only("ipvs >= 6.12")->relation, ">=");
  EXPECT_EQ(parse_only("ipvs >= 6.12")->version, "6.12");
  for (const char* bad :
       {"", "kernel", "ipvs >=", "ipvs 6.12", "ipvs >= 6.", "ipvs ~ 6", "ipvs >= x"}) {
    EXPECT_FALSE(parse_only(bad)) << bad;
  }
}

TEST(ScalarValues, SayWhenAProgramIsReady) {
  for (const char* text : {"port", "exit", "address 10.0.0.1", "output has begun", "20ms"}) {
    ASSERT_TRUE(parse_ready(text)) << text;
    EXPECT_EQ(parse_ready(text)->text(), text);
  }
  for (const char* text : {"", "ports", "address", "address lan", "output ", "20"})
    EXPECT_FALSE(parse_ready(text)) << text;
}

}  // namespace
}  // namespace hopproof

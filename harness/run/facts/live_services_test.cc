#include "harness/run/facts/live_services.hh"

#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

TEST(LiveServices, ReadsWhatIpvsadmSavePrints) {
  const auto services = parse_services(
      "-A -t 10.1.0.1:80 -s rr -p 300\n"
      "-a -t 10.1.0.1:80 -r 10.2.0.5:8080 -m -w 0\n"
      "-a -t 10.1.0.1:80 -r 10.2.0.6:8080 -m -w 1\n"
      "-A -u 10.1.0.1:53 -s rr -o\n"
      "-A -f 7 -s wlc\n");
  ASSERT_EQ(services.size(), 3u);
  EXPECT_EQ(services[0].key.vip.text(), "10.1.0.1:80");
  EXPECT_EQ(services[0].options.persistence, 300u);
  ASSERT_EQ(services[0].servers.size(), 2u);
  EXPECT_EQ(services[0].servers[0].address.text(), "10.2.0.5:8080");
  EXPECT_EQ(services[0].servers[0].options.weight, 0);
  EXPECT_TRUE(services[1].options.one_packet);
  EXPECT_TRUE(services[1].servers.empty());
  EXPECT_EQ(services[2].key.mark, 7u);
}

TEST(LiveServices, LeavesOutWhatItDoesNotUnderstand) {
  EXPECT_TRUE(parse_services("").empty());
  EXPECT_TRUE(parse_services("IP Virtual Server version 1.2.1 (size=4096)\n").empty());
  EXPECT_TRUE(parse_services("-a -t 10.1.0.1:80 -r 10.2.0.5:8080 -m\n").empty());
}

}  // namespace
}  // namespace hopproof::run

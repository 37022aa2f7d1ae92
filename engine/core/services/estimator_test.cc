#include "engine/core/nat_fixture.hh"

namespace hopproof::core {
namespace {

TEST(Estimator, ApproachesTheRateByQuarters) {
  Estimator estimator;
  Counters counters;
  std::vector<uint64_t> rates;
  for (int i = 0; i < 4; ++i) {
    counters.in_packets += 200;
    counters.in_bytes += 20'000;
    estimator.tick(counters);
    rates.push_back(estimator.rates().in_packets);
  }
  EXPECT_EQ(rates, (std::vector<uint64_t>{25, 44, 58, 68}));
  EXPECT_EQ(estimator.rates().in_bytes, 6836u);
  EXPECT_EQ(estimator.rates().out_packets, 0u);
  for (int i = 0; i < 100; ++i) estimator.tick(counters);
  EXPECT_EQ(estimator.rates(), Rates{});
}

class NatRates : public NatTest {};

TEST_F(NatRates, AreOfTheTwoSecondsThatAreOver) {
  add(tcp_service("10.0.0.1:80"), {"10.0.1.2:80"});
  nat.expire(now);
  for (uint16_t i = 0; i < 80; ++i) request({.from = "10.0.0.2:" + std::to_string(1000 + i)});
  EXPECT_EQ(nat.services()[0].rates.connections, 0u);
  wait(2);
  nat.expire(now);
  EXPECT_EQ(nat.services()[0].rates.connections, 10u) << "a quarter of 40 a second";
  EXPECT_EQ(server().rates.in_packets, 10u);
  wait(4);
  nat.expire(now);
  EXPECT_EQ(server().rates.in_packets, 6u) << "two ticks without a packet";
  wait(86400);
  nat.expire(now);
  EXPECT_EQ(server().rates.in_packets, 0u);
}

}  // namespace
}  // namespace hopproof::core

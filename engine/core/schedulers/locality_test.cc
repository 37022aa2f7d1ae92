#include "engine/core/schedulers/locality.hh"

#include "engine/core/schedulers/scheduler_pool.hh"

#include <string>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

TEST(LocalityBased, AnAddressKeepsItsServer) {
  Pool pool("lblc");
  pool.add('A'), pool.add('B');
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').inactive = 5;
  EXPECT_EQ(pool.picks(1), "B") << "though A has less to do";
  EXPECT_EQ(pool.picks(1, "10.0.0.9"), "A") << "another address";
  pool.of('B').active = 2;
  EXPECT_EQ(pool.picks(1), "A") << "more active than weight, and A is idle";
  pool.of('A').active = 1, pool.of('B').active = 0;
  EXPECT_EQ(pool.picks(1), "A") << "not more than its weight";
}

TEST(LocalityBased, StaysWhereNobodyIsHalfIdle) {
  Pool pool("lblc");
  pool.add('A', 2), pool.add('B', 2);
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').active = 3, pool.of('A').active = 1;
  EXPECT_EQ(pool.picks(1), "B") << "twice 1 is not less than 2";
  pool.of('A').active = 0;
  EXPECT_EQ(pool.picks(1), "A");
}

TEST(LocalityBased, LeavesTheDrainedAndTheDeletedButNotTheOverloaded) {
  Pool pool("lblc");
  pool.add('A'), pool.add('B'), pool.add('C');
  EXPECT_EQ(pool.picks(1), "C");
  pool.of('C').overloaded = true;
  EXPECT_EQ(pool.picks(1), "C");
  pool.weigh('C', 0);
  EXPECT_EQ(pool.picks(1), "B");
  EXPECT_EQ(pool.of('C').remembered, 0u);
  EXPECT_EQ(pool.of('B').remembered, 1u);
  pool.remove('B');
  EXPECT_EQ(pool.picks(1), "A");
  EXPECT_EQ(pool.trash[0]->remembered, 0u);
  pool.weigh('A', 0);
  EXPECT_EQ(pool.picks(1), "-");
}

TEST(LocalityBased, ForgetsADayLaterAtTheHalfHour) {
  Pool pool("lblc");
  pool.add('A'), pool.add('B');
  EXPECT_EQ(pool.picks_after(600), "B");
  pool.of('B').inactive = 5;
  EXPECT_EQ(pool.picks_after(86400 + 1100), "B") << "the look at 24:00 came too early for it";
  EXPECT_EQ(pool.picks_after(86400 + 1800), "A");
}

TEST(LocalityBased, ForgetsEarlierWhenThereIsTooMuch) {
  Pool pool("lblc");
  pool.add('A');
  for (uint32_t i = 0; i < 17'000; ++i) pool.picks(1, IpAddress::v4(0x0a000000 + i).text());
  EXPECT_EQ(pool.of('A').remembered, 17'000u);
  pool.picks_after(301);
  EXPECT_EQ(pool.of('A').remembered, 17'000u);
  pool.picks_after(120);
  EXPECT_EQ(pool.of('A').remembered, 1u) << "six minutes unused";
}

TEST(LocalityBasedReplicated, GathersServersForAnAddress) {
  Pool pool("lblcr");
  pool.add('A'), pool.add('B');
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').active = 2;
  EXPECT_EQ(pool.picks(1), "A") << "B is crowded, A joins the set";
  pool.of('A').active = 1;
  EXPECT_EQ(pool.picks(1), "A") << "the less loaded of the two";
  pool.of('A').active = 3;
  EXPECT_EQ(pool.picks(1), "B") << "both are crowded, but nobody is idle";
  pool.remove('B');
  EXPECT_EQ(pool.picks(1), "A") << "a deleted member is passed by";
  EXPECT_EQ(pool.trash[0]->remembered, 1u);
}

TEST(LocalityBasedReplicated, DropsTheMostLoadedAfterADay) {
  Pool pool("lblcr");
  pool.add('A'), pool.add('B');
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').active = 2;
  EXPECT_EQ(pool.picks(1), "A");
  for (int hour = 0; hour < 24; ++hour) pool.picks_after(3600);
  EXPECT_EQ(pool.of('B').remembered, 1u);
  pool.picks_after(1);
  EXPECT_EQ(pool.of('B').remembered, 0u);
  EXPECT_EQ(pool.of('A').remembered, 1u);
}

}  // namespace
}  // namespace hopproof::core

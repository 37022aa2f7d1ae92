#include "engine/core/schedulers/scheduler.hh"

#include "engine/core/schedulers/scheduler_pool.hh"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

struct SchedulerRow {
  const char* says;
  const char* scheduler;
  std::vector<std::pair<char, int>> added;  // in this order, with these weights
  const char* picks;
};

class Sequences : public testing::TestWithParam<SchedulerRow> {};

TEST_P(Sequences, AreTheKernels) {
  Pool pool(GetParam().scheduler);
  for (const auto& [name, weight] : GetParam().added) pool.add(name, weight);
  const std::string expected = GetParam().picks;
  EXPECT_EQ(pool.picks(static_cast<int>(expected.size())), expected) << GetParam().says;
}

const SchedulerRow scheduler_rows[] = {
    {"rr: the last added first", "rr", {{'A', 1}, {'B', 1}}, "BABA"},
    {"rr: three", "rr", {{'A', 1}, {'B', 1}, {'C', 1}}, "CBACBA"},
    {"rr: weights count for nothing but 0", "rr", {{'A', 1}, {'B', 0}, {'C', 9}}, "CACA"},
    {"rr: no server", "rr", {}, "--"},
    {"rr: only weight 0", "rr", {{'A', 0}}, "--"},
    {"wrr: A3 B1", "wrr", {{'A', 3}, {'B', 1}}, "BAAABAAAB"},
    {"wrr: A1 B3", "wrr", {{'A', 1}, {'B', 3}}, "BABBBABBBABB"},
    {"wrr: A4 B2", "wrr", {{'A', 4}, {'B', 2}}, "BAABAA"},
    {"wrr: A2 B1 C1", "wrr", {{'A', 2}, {'B', 1}, {'C', 1}}, "CBAACBAA"},
    {"wrr: only weight 0", "wrr", {{'A', 0}, {'B', 0}}, "--"},
    {"wrr: no server", "wrr", {}, "-"},
    {"lc: the first of equals", "lc", {{'A', 1}, {'B', 9}}, "BB"},
    {"wlc: the first of equals", "wlc", {{'A', 9}, {'B', 1}}, "BB"},
    {"wlc: weight 0 is none", "wlc", {{'A', 1}, {'B', 0}}, "AA"},
    {"sed: 1/weight", "sed", {{'A', 9}, {'B', 1}}, "AA"},
    {"nq: the first idle one", "nq", {{'A', 9}, {'B', 1}}, "BB"},
    {"fo: the highest weight", "fo", {{'A', 9}, {'B', 1}}, "AA"},
    {"fo: the first of the highest", "fo", {{'A', 9}, {'B', 9}}, "BB"},
    {"ovf: the highest weight", "ovf", {{'A', 9}, {'B', 1}}, "AA"},
    {"sh: no server", "sh", {}, "-"},
    {"dh: no server", "dh", {}, "-"},
};

INSTANTIATE_TEST_SUITE_P(Rows, Sequences, testing::ValuesIn(scheduler_rows));

TEST(RoundRobin, KeepsItsPlaceWhenServersComeAndGo) {
  Pool pool("rr");
  for (const char name : {'A', 'B', 'C'}) pool.add(name);
  EXPECT_EQ(pool.picks(2), "CB");
  pool.add('D');  // in front of C: its turn comes after A
  EXPECT_EQ(pool.picks(2), "AD");
  EXPECT_EQ(pool.picks(2), "CB");
  pool.remove('B');  // the place falls back to C, so A is next
  EXPECT_EQ(pool.picks(3), "ADC");
}

TEST(RoundRobin, SkipsTheOverloaded) {
  Pool pool("rr");
  pool.add('A'), pool.add('B');
  pool.of('B').overloaded = true;
  EXPECT_EQ(pool.picks(3), "AAA");
}

TEST(WeightedRoundRobin, StartsAtTheFrontAfterAChange) {
  Pool pool("wrr");
  pool.add('A', 2), pool.add('B', 2);
  EXPECT_EQ(pool.picks(1), "B");
  pool.weigh('A', 4);
  EXPECT_EQ(pool.picks(6), "BAABAA") << "the threshold is kept, the place is not";
  pool.weigh('A', 0), pool.weigh('B', 0);
  EXPECT_EQ(pool.picks(1), "-");
}

TEST(WeightedRoundRobin, GivesUpWhenAllAreOverloaded) {
  Pool pool("wrr");
  pool.add('A', 3), pool.add('B', 1);
  pool.of('A').overloaded = pool.of('B').overloaded = true;
  EXPECT_EQ(pool.picks(2), "--");
  pool.of('A').overloaded = pool.of('B').overloaded = false;
  EXPECT_EQ(pool.picks(4), "AABA");
}

TEST(WeightedRoundRobin, GoesAWholeRoundForTheLightest) {
  Pool pool("wrr");
  pool.add('A', 3), pool.add('B', 1);
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('A').overloaded = true;
  EXPECT_EQ(pool.picks(2), "BB");
}

TEST(LeastConnection, CountsAsNewerKernelsDo) {
  Pool pool("lc");
  pool.add('A'), pool.add('B');
  pool.of('B').active = 1, pool.of('A').inactive = 256;
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').active_load = 257;
  EXPECT_EQ(pool.picks(1), "A");
}

TEST(LeastConnection, CountsAnActiveOneAs256Inactive) {
  Pool pool("lc");
  pool.add('A'), pool.add('B');
  pool.of('B').active = 1, pool.of('A').inactive = 255;
  EXPECT_EQ(pool.picks(1), "A");
  pool.of('A').inactive = 257;
  EXPECT_EQ(pool.picks(1), "B");
}

TEST(WeightedLeastConnection, DividesByTheWeight) {
  Pool pool("wlc");
  pool.add('A', 3), pool.add('B', 1);
  pool.of('A').active = 2, pool.of('B').active = 1;
  EXPECT_EQ(pool.picks(1), "A");
  pool.of('A').active = 3;
  EXPECT_EQ(pool.picks(1), "B") << "equal: the first";
}

TEST(NeverQueue, FallsBackToTheShortestDelay) {
  Pool pool("nq");
  pool.add('A', 9), pool.add('B', 1);
  pool.of('A').active = pool.of('B').active = 1;
  EXPECT_EQ(pool.picks(1), "A");
}

TEST(WeightedOverflow, GoesOnWhenActiveExceedsTheWeight) {
  Pool pool("ovf");
  pool.add('A', 2), pool.add('B', 1);
  pool.of('A').active = 2;
  EXPECT_EQ(pool.picks(1), "A");
  pool.of('A').active = 3;
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').active = 2;
  EXPECT_EQ(pool.picks(1), "-");
}

TEST(TwoChoices, PrefersTheLessLoadedByWeight) {
  Pool pool("twos");
  EXPECT_EQ(pool.picks(1), "-");
  pool.add('A', 3), pool.add('B', 1), pool.add('C', 0), pool.add('D', 5);
  pool.of('D').overloaded = true;
  const std::string picks = pool.picks(4000);
  // Idle servers: the first draw counts. B comes first in the list, and has the ticket 0 as well.
  EXPECT_NEAR(static_cast<double>(std::ranges::count(picks, 'B')), 1600, 150);
  EXPECT_EQ(std::ranges::count(picks, 'A') + std::ranges::count(picks, 'B'), 4000);
  pool.of('B').active = 1;
  EXPECT_NEAR(static_cast<double>(std::ranges::count(pool.picks(4000), 'B')), 640, 100)
      << "only when drawn twice";
}

TEST(Schedulers, AreTheKernels) {
  EXPECT_TRUE(is_known_scheduler("rr"));
  EXPECT_FALSE(is_known_scheduler("round-robin"));
  EXPECT_EQ(make_scheduler("round-robin"), nullptr);
  Pool none("none");
  none.add('A');
  EXPECT_EQ(none.picks(1), "-");
}
}  // namespace
}  // namespace hopproof::core

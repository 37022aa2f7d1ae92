#include "engine/core/connections/timer_wheel.hh"

#include <memory>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

using namespace std::chrono_literals;

class Wheel : public testing::Test {
 protected:
  void watch(ConnectionId id, Time deadline) {
    pool[id].deadline = deadline;
    wheel->add(id);
  }
  std::vector<ConnectionId> due(Time now) {
    std::vector<ConnectionId> ids;
    wheel->advance(now, [&](ConnectionId id) { ids.push_back(id); });
    return ids;
  }

  std::vector<Connection> pool = std::vector<Connection>(1000);
  std::unique_ptr<TimerWheel> wheel = std::make_unique<TimerWheel>(pool.data());
};

TEST_F(Wheel, IsNeverEarlyAndAtMostATickLate) {
  watch(1, 10s);
  EXPECT_TRUE(due(9999ms).empty());
  EXPECT_EQ(due(10064ms), std::vector<ConnectionId>{1});
  EXPECT_TRUE(due(20s).empty());
}

TEST_F(Wheel, NoticesADeadlineThatMovedOn) {
  watch(1, 10s);
  pool[1].deadline = 20s;
  EXPECT_TRUE(due(15s).empty());
  EXPECT_EQ(due(21s), std::vector<ConnectionId>{1});
}

TEST_F(Wheel, NoticesADeadlineThatCameNearer) {
  watch(1, 900s);
  pool[1].deadline = 10s;
  wheel->deadline_changed(1);
  EXPECT_EQ(due(11s), std::vector<ConnectionId>{1});
}

/// An entry keeps only the lower half of its tick.
TEST_F(Wheel, RunsForCenturies) {
  constexpr Time turn{int64_t{64} << 32};
  due(turn - 10s);
  watch(1, turn + 30s);
  pool[1].deadline = turn + 5s;
  wheel->deadline_changed(1);
  EXPECT_TRUE(due(turn + 4s).empty());
  EXPECT_EQ(due(turn + 6s), std::vector<ConnectionId>{1});
}

TEST_F(Wheel, ForgetsWhatIsRemoved) {
  for (ConnectionId id : {1u, 2u, 3u}) watch(id, 10s);
  wheel->remove(2);
  EXPECT_EQ(due(11s).size(), 2u);
  EXPECT_FALSE(wheel->next());
}

TEST_F(Wheel, KeepsTheOrderOfDeadlinesThatMovedOn) {
  watch(1, 3s);
  watch(2, 34s);
  pool[1].deadline = 61s;
  EXPECT_EQ(due(65s), (std::vector<ConnectionId>{2, 1}));
}

TEST_F(Wheel, KeepsDeadlinesBeyondOneTurn) {
  watch(1, 31 * 24h);
  EXPECT_TRUE(due(31 * 24h - 1s).empty());
  EXPECT_EQ(due(31 * 24h + 1s), std::vector<ConnectionId>{1});
}

TEST_F(Wheel, StartsAtAnyTime) {
  EXPECT_TRUE(due(400 * 24h).empty());
  watch(1, 400 * 24h + 10s);
  EXPECT_TRUE(due(400 * 24h + 9s).empty());
  EXPECT_EQ(due(400 * 24h + 11s), std::vector<ConnectionId>{1});
}

TEST_F(Wheel, TellsWhenToLookNext) {
  EXPECT_FALSE(wheel->next());
  watch(1, 10s);
  watch(2, 5s);
  EXPECT_GE(*wheel->next(), 5s);
  EXPECT_LE(*wheel->next(), 5064ms);
}

TEST_F(Wheel, AgreesWithAPlainListOverRandomTimes) {
  std::mt19937 random(7);
  std::vector<bool> watched(pool.size());
  Time now{0};
  for (int round = 0; round < 3000; ++round) {
    now += Time{random() % 30'000};
    for (const ConnectionId id : due(now)) {
      ASSERT_TRUE(watched[id]);
      ASSERT_LE(pool[id].deadline, now);
      watched[id] = false;
    }
    for (ConnectionId id = 0; id < pool.size(); ++id)
      ASSERT_FALSE(watched[id] && pool[id].deadline + 64ms <= now) << "forgotten";
    const auto id = static_cast<ConnectionId>(random() % pool.size());
    if (watched[id]) wheel->remove(id);
    watched[id] = true;
    watch(id, now + Time{random() % 3'000'000});
  }
}

}  // namespace
}  // namespace hopproof::core

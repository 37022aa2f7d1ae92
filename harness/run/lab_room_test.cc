#include "harness/run/lab_room.hh"

#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

/// A host that is as busy, and as full, as the test says.
class LabRoomTest : public testing::Test {
 protected:
  RoomSources sources() {
    RoomSources s;
    s.now = [this] { return now; };
    s.processor_time = [this] { return std::optional(time); };
    s.available_memory = [this] { return std::optional(memory); };
    s.processors = 2;
    return s;
  }

  /// So many times 20 ms pass in which processors are busy for so many percent.
  int after(int times, uint64_t busy, int running = 2) {
    int labs = room.labs(running);
    for (int i = 0; i < times; ++i) {
      now += LabRoom::pace;
      time.all += 100;
      time.idle += 100 - busy;
      labs = room.labs(running);
    }
    return labs;
  }

  EventLoop::Clock::time_point now{};
  ProcessorTime time{1000, 500};
  uint64_t memory = 100'000;
  LabRoom room{sources()};
};

TEST_F(LabRoomTest, BeginsWithALabForEachProcessor) { EXPECT_EQ(room.labs(0), 2); }

TEST_F(LabRoomTest, GrowsWhileProcessorsAreIdle) {
  EXPECT_EQ(after(3, 30), 5);
  EXPECT_EQ(after(100, 30), LabRoom::most);
}

TEST_F(LabRoomTest, StaysWhereItIsWell) {
  EXPECT_EQ(after(3, 30), 5);
  EXPECT_EQ(after(50, 90), 5);
}

TEST_F(LabRoomTest, ShrinksWhereNoneIsIdleButNotBelowTheProcessors) {
  EXPECT_EQ(after(3, 30), 5);
  EXPECT_EQ(after(2, 100), 3);
  EXPECT_EQ(after(50, 100), 2);
}

TEST_F(LabRoomTest, LooksNoMoreOftenThanItsPace) {
  for (int i = 0; i < 10; ++i) {
    time.all += 100;
    time.idle += 100;
    EXPECT_EQ(room.labs(2), 2);
  }
}

TEST_F(LabRoomTest, MemoryBoundsIt) {
  memory = 2 * LabRoom::lab_memory;
  EXPECT_EQ(after(100, 10, 1), 3);
  memory = 0;
  EXPECT_EQ(after(1, 10, 2), 2);
  EXPECT_EQ(after(1, 10, 0), 1);  // a run has to go on
}

TEST(FixedLabRoom, AsksNobody) {
  LabRoom room(7);
  EXPECT_EQ(room.labs(0), 7);
  EXPECT_EQ(room.patience(), std::chrono::seconds(1));
}

TEST(LabRoomReadings, ReadsProcStat) {
  const auto time = parse_processor_time("cpu  10 1 20 300 40 0 5 2 7 0\ncpu0 1 1 1 1\n");
  ASSERT_TRUE(time);
  EXPECT_EQ(time->all, 378u);
  EXPECT_EQ(time->idle, 340u);
  EXPECT_FALSE(parse_processor_time("intr 5 6 7 8 9 10"));
  EXPECT_FALSE(parse_processor_time(""));
}

TEST(LabRoomReadings, ReadsMeminfo) {
  EXPECT_EQ(parse_available_memory("MemTotal: 8000000 kB\nMemAvailable:  204800 kB\n"), 200u);
  EXPECT_EQ(parse_available_memory("MemTotal: 8000000 kB\n"), std::nullopt);
}

}  // namespace
}  // namespace hopproof::run

#include "harness/probe/quiet.hh"

#include <gtest/gtest.h>

namespace hopproof::probe {
namespace {

using std::chrono::milliseconds;

/// A lab that does what the test says, at a time that the test says.
struct FakeLab {
  EventLoop::Clock::time_point now{};
  uint64_t frames = 0;
  bool resolving = false, busy = false, waiting = false;
  Unfinished unfinished;

  QuietSources sources() {
    QuietSources s;
    s.now = [this] { return now; };
    s.frames_seen = [this] { return frames; };
    s.resolving = [this] { return resolving; };
    s.busy = [this] { return busy; };
    s.packets_waiting = [this] { return waiting; };
    s.any_unfinished = [this] { return unfinished.connections > 0; };
    s.unfinished = [this] { return unfinished; };
    return s;
  }
};

class QuietWatchTest : public testing::Test {
 protected:
  /// Looks every 10 ms; returns how long it took until the lab was quiet.
  milliseconds time_to_quiet() {
    const auto start = lab.now;
    while (!watch.look() && lab.now - start < milliseconds(10'000)) lab.now += milliseconds(10);
    return std::chrono::duration_cast<milliseconds>(lab.now - start);
  }

  EventLoop loop;
  FakeLab lab;
  QuietWatch watch{loop, lab.sources()};
};

TEST_F(QuietWatchTest, TakesAWholeWindow) { EXPECT_EQ(time_to_quiet(), milliseconds(70)); }

TEST_F(QuietWatchTest, BeginsAnewWithEachFrame) {
  lab.now += milliseconds(60);
  ++lab.frames;
  EXPECT_FALSE(watch.look());
  EXPECT_EQ(time_to_quiet(), milliseconds(70));
}

TEST_F(QuietWatchTest, WaitsForAnAddressBeingResolved) {
  lab.resolving = true;
  lab.now += milliseconds(500);
  EXPECT_FALSE(watch.look());
  lab.resolving = false;
  EXPECT_EQ(time_to_quiet(), milliseconds(70));
}

// What passes asks nothing of every node, for each of its packets.
TEST_F(QuietWatchTest, AsksWhatIsResolvedOnlyInTheSecondHalfOfTheWindow) {
  int questions = 0;
  QuietSources sources = lab.sources();
  sources.resolving = [&] { return ++questions < 0; };
  QuietWatch other(loop, sources);
  for (int i = 0; i < 100; ++i) {
    ++lab.frames;
    EXPECT_FALSE(other.look());
    lab.now += milliseconds(30);
    EXPECT_FALSE(other.look());
  }
  EXPECT_EQ(questions, 0);
  lab.now += milliseconds(10);
  EXPECT_FALSE(other.look());
  EXPECT_EQ(questions, 1);
}

TEST_F(QuietWatchTest, WaitsForAProcessThatRuns) {
  lab.busy = true;
  EXPECT_EQ(time_to_quiet(), milliseconds(10'000));
  lab.busy = false;
  EXPECT_LE(time_to_quiet(), milliseconds(70));
}

// After 70 ms without processor time, frames may lie unread: one look proves nothing.
TEST_F(QuietWatchTest, IsNotConvincedByTimeAlone) {
  lab.now += milliseconds(1000);
  EXPECT_FALSE(watch.look());
  EXPECT_FALSE(watch.look());
  EXPECT_FALSE(watch.look());
  EXPECT_TRUE(watch.look());
}

TEST_F(QuietWatchTest, TellsDoneFromQuietFromTheDeadline) {
  const auto never = [] { return false; };
  const auto tick = [this] {
    lab.now += milliseconds(10);
    return false;
  };
  const auto always = [] { return true; };
  EXPECT_EQ(watch.run_until(always, always, milliseconds(1)), QuietWatch::End::done);
  EXPECT_EQ(watch.run_until(tick, always, milliseconds(1000)), QuietWatch::End::quiet);
  EXPECT_EQ(watch.run_until(tick, never, milliseconds(100)), QuietWatch::End::deadline);
}

TEST_F(QuietWatchTest, SeesTheFramesOfTheResendThatItWaitedFor) {
  const auto tick = [this] {
    lab.now += milliseconds(10);
    return false;
  };
  const auto start = lab.now;
  EXPECT_EQ(watch.run_until(
                tick, [this] { return lab.frames > 0 || ++lab.frames > 0; }, milliseconds(10'000)),
            QuietWatch::End::quiet);
  EXPECT_GE(lab.now - start, milliseconds(140));
}

TEST_F(QuietWatchTest, FinishesAtOnceWhenAllIsSettled) {
  EXPECT_EQ(watch.finish(), QuietWatch::End::done);
  EXPECT_EQ(lab.now, EventLoop::Clock::time_point{});
}

TEST_F(QuietWatchTest, FinishesAQuietLabWhateverIsUnfinished) {
  time_to_quiet();
  lab.unfinished = {1, 1, 0};
  lab.waiting = true;
  EXPECT_EQ(watch.finish(), QuietWatch::End::quiet);
}

TEST_F(QuietWatchTest, FinishesOnlyWhenNothingIsUnderWay) {
  int questions = 0;
  QuietSources sources = lab.sources();
  sources.any_unfinished = [&] { return ++questions < 3; };
  QuietWatch other(loop, sources);
  EXPECT_EQ(other.finish(), QuietWatch::End::done);
  EXPECT_EQ(questions, 3);
}

TEST_F(QuietWatchTest, SilenceIsNotFinalWhileADirectorIsAtWork) {
  QuietSources sources = lab.sources();
  sources.now = [this] { return lab.now += milliseconds(10); };
  sources.catch_up = [this] { ++lab.frames; };
  QuietWatch slow(loop, sources);
  const auto answered = [this] { return lab.frames > 0; };
  EXPECT_EQ(slow.run_until(
                answered, [] { return true; }, milliseconds(5000)),
            QuietWatch::End::done);
}

}  // namespace
}  // namespace hopproof::probe

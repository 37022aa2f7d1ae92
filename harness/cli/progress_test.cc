#include "harness/cli/progress.hh"

#include <array>

#include <gtest/gtest.h>

namespace hopproof::cli {
namespace {

/// A log that progress goes to, and the clock that it sees.
struct ProgressLog {
  std::FILE* file = std::tmpfile();
  Progress::Clock::time_point now;

  Progress follow(size_t total, bool quiet) {
    return Progress(total, quiet, file, [this] { return now; });
  }
  std::string text() const {
    std::array<char, 4096> room{};
    std::rewind(file);
    return {room.data(), std::fread(room.data(), 1, room.size(), file)};
  }
};

TEST(Progress, CountsAndNamesWhatRuns) {
  EXPECT_EQ(progress_line(12, 60, 1, {"a", "b"}, 80), "12 of 60 done, 1 failed, 2 running: a, b");
  EXPECT_EQ(progress_line(60, 60, 0, {}, 80), "60 of 60 done, 0 failed, 0 running");
}

TEST(Progress, StaysWithinTheTerminal) {
  EXPECT_EQ(progress_line(1, 2, 0, {"a long name"}, 40),
            "1 of 2 done, 0 failed, 1 running: a l...");
}

TEST(Progress, IsALineEveryFewSecondsInALog) {
  ProgressLog log;
  Progress progress = log.follow(2, false);
  progress.started("slow");
  for (int second = 0; second < 12; ++second) {
    log.now += std::chrono::seconds(1);
    progress.waiting();
  }
  EXPECT_EQ(log.text(),
            "0 of 2 done, 0 failed, 1 running: slow\n0 of 2 done, 0 failed, 1 running: slow\n");
}

TEST(Progress, SaysNothingWhenItIsQuiet) {
  ProgressLog log;
  Progress progress = log.follow(1, true);
  progress.started("slow");
  log.now += std::chrono::hours(1);
  progress.waiting();
  EXPECT_EQ(log.text(), "");
}

}  // namespace
}  // namespace hopproof::cli

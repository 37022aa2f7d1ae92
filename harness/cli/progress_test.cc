#include "harness/cli/progress.hh"

#include <gtest/gtest.h>

namespace hopproof::cli {
namespace {

TEST(Progress, CountsAndNamesWhatRuns) {
  EXPECT_EQ(progress_line(12, 60, 1, {"a", "b"}, 80), "12 of 60 done, 1 failed, 2 running: a, b");
  EXPECT_EQ(progress_line(60, 60, 0, {}, 80), "60 of 60 done, 0 failed, 0 running");
}

TEST(Progress, StaysWithinTheTerminal) {
  EXPECT_EQ(progress_line(1, 2, 0, {"a long name"}, 40),
            "1 of 2 done, 0 failed, 1 running: a l...");
}

}  // namespace
}  // namespace hopproof::cli

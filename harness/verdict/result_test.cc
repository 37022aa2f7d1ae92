#include "harness/verdict/result.hh"

#include <gtest/gtest.h>

namespace hopproof::verdict {
namespace {

RunResult run_of(std::initializer_list<Verdict> verdicts) {
  RunResult run;
  for (const Verdict verdict : verdicts) run.cases.emplace_back().verdict = verdict;
  return run;
}

TEST(RunResult, ExitStatusIsTheWorstThatHappened) {
  EXPECT_EQ(run_of({Verdict::passed, Verdict::passed}).exit_status(), 0);
  EXPECT_EQ(run_of({Verdict::passed, Verdict::failed}).exit_status(), 1);
  EXPECT_EQ(run_of({Verdict::failed, Verdict::error}).exit_status(), 4);
}

TEST(RunResult, SkippedCountsOnlyWhenEverythingWas) {
  EXPECT_EQ(run_of({Verdict::skipped, Verdict::skipped}).exit_status(), 77);
  EXPECT_EQ(run_of({Verdict::skipped, Verdict::passed}).exit_status(), 0);
}

TEST(RunResult, NothingRanIsNeverASuccess) { EXPECT_EQ(run_of({}).exit_status(), 2); }

TEST(RunResult, CountsByVerdict) {
  const RunResult run = run_of({Verdict::passed, Verdict::failed, Verdict::passed});
  EXPECT_EQ(run.count(Verdict::passed), 2);
  EXPECT_EQ(run.count(Verdict::skipped), 0);
  EXPECT_EQ(word(Verdict::skipped), "skipped");
}

}  // namespace
}  // namespace hopproof::verdict

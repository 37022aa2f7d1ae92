#include "reports/merge.hh"

#include "reports/sample_result.hh"

#include <gtest/gtest.h>

namespace hopproof::reports {
namespace {

TEST(Merge, JoinsDirectorsAndKernels) {
  verdict::RunResult other = sample_result();
  for (verdict::CaseResult& result : other.cases) result.director = "ipvs";
  verdict::RunResult newer = sample_result();
  for (verdict::CaseResult& result : newer.cases) result.kernel = "6.12.0";
  const MergedRun merged = merge({sample_result(), other, newer});
  EXPECT_EQ(merged.run.cases.size(), 9u);
  EXPECT_EQ(merged.replaced, 0);
}

TEST(Merge, TheLaterResultStands) {
  verdict::RunResult again = sample_result();
  again.cases = {again.cases[1]};
  again.cases[0].verdict = verdict::Verdict::passed;
  const MergedRun merged = merge({sample_result(), again});
  EXPECT_EQ(merged.replaced, 1);
  ASSERT_EQ(merged.run.cases.size(), 3u);
  EXPECT_EQ(merged.run.cases[1].verdict, verdict::Verdict::passed);
}

TEST(Merge, OfNothingIsNothing) { EXPECT_TRUE(merge({}).run.cases.empty()); }

}  // namespace
}  // namespace hopproof::reports

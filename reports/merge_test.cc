#include "reports/merge.hh"

#include "reports/sample_result.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Merge, JoinsDirectorsAndKernels) {
  RunResult other = sample_result();
  for (CaseResult& result : other.cases) result.director = "ipvs";
  RunResult newer = sample_result();
  for (CaseResult& result : newer.cases) result.kernel = "6.12.0";
  const MergedRun merged = merge({sample_result(), other, newer});
  EXPECT_EQ(merged.run.cases.size(), 9u);
  EXPECT_EQ(merged.replaced, 0);
}

TEST(Merge, TheLaterResultStands) {
  RunResult again = sample_result();
  again.cases = {again.cases[1]};
  again.cases[0].verdict = Verdict::passed;
  const MergedRun merged = merge({sample_result(), again});
  EXPECT_EQ(merged.replaced, 1);
  ASSERT_EQ(merged.run.cases.size(), 3u);
  EXPECT_EQ(merged.run.cases[1].verdict, Verdict::passed);
}

TEST(Merge, OfNothingIsNothing) { EXPECT_TRUE(merge({}).run.cases.empty()); }

}  // namespace
}  // namespace hopproof

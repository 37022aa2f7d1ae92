#include "reports/diff.hh"

#include "harness/base/golden_file.hh"
#include "reports/sample_result.hh"

#include <gmock/gmock.h>

namespace hopproof::reports {
namespace {

verdict::HopResult& second_hop(verdict::RunResult& run) {
  return run.cases[0].steps[0].flows[0].request[1];
}

TEST(Diff, OfARunWithItselfIsEmpty) {
  const auto diffs = diff(sample_result(), sample_result());
  EXPECT_TRUE(diffs.empty());
  EXPECT_FALSE(differs(diffs));
}

TEST(Diff, PortsThatAKernelChoseAreNoDifference) {
  verdict::RunResult other = sample_result();
  for (auto* hops :
       {&other.cases[0].steps[0].flows[0].request, &other.cases[0].steps[0].flows[0].reply}) {
    for (verdict::HopResult& hop : *hops) {
      if (hop.source == "1.65.15.141:40001") hop.source = "1.65.15.141:51234";
      if (hop.destination == "1.65.15.141:40001") hop.destination = "1.65.15.141:51234";
    }
  }
  EXPECT_TRUE(diff(sample_result(), other).empty());
}

TEST(Diff, PortsThatTheCaseWritesAreOne) {
  verdict::RunResult before = sample_result(), after = sample_result();
  before.cases[0].source = after.cases[0].source = "source_port: 40001 or 51234";
  second_hop(after).source = "1.65.15.141:51234";
  EXPECT_TRUE(differs(diff(before, after)));
}

TEST(Diff, TellsWhatChanged) {
  verdict::RunResult before = sample_result(), after = sample_result();
  before.cases[0].source = after.cases[0].source = "-t 100.222.111.1:8000 -r 1.65.15.143:80";
  after.cases[0].verdict = verdict::Verdict::failed;
  after.cases[0].steps[0].outcome = after.cases[0].steps[0].flows[0].outcome = "timeout";
  after.cases[0].steps[0].flows[0].reply.pop_back();
  second_hop(after).source = "1.65.15.140:40000";
  after.cases[1].steps[0].findings.clear();
  after.cases[2].file = "cases/new.yaml";
  after.cases[1].seconds = 3;
  const auto diffs = diff(before, after);
  EXPECT_TRUE(differs(diffs));
  expect_golden(std::string(HOPPROOF_SOURCE_DIR) + "/reports/golden/diff.txt",
                diff_text(diffs, Paint(false)));
}

TEST(Diff, TimeAloneIsSaidAndNoDifference) {
  verdict::RunResult after = sample_result();
  after.cases[0].seconds = 9;
  const auto diffs = diff(sample_result(), after);
  EXPECT_EQ(diffs.size(), 1u);
  EXPECT_FALSE(differs(diffs));
}

TEST(Diff, ComparesTwoDirectorsByFile) {
  verdict::RunResult ipvs = sample_result();
  for (verdict::CaseResult& result : ipvs.cases) result.director = "ipvs";
  EXPECT_FALSE(differs(diff(sample_result(), ipvs)));
}

TEST(Diff, KernelsOfOneRunAreToldApart) {
  verdict::RunResult both = sample_result();
  both.cases.push_back(both.cases[0]);
  both.cases.back().kernel = "6.12.0";
  const auto diffs = diff(sample_result(), both);
  ASSERT_EQ(diffs.size(), 1u);
  EXPECT_EQ(diffs[0].title, "one-arm/masquerade, engine, 6.12.0");
}

verdict::CaseResult case_called(const std::string& id, verdict::Verdict verdict) {
  verdict::CaseResult result;
  result.id = id;
  result.file = "case.yaml";
  result.director = "engine";
  result.verdict = verdict;
  return result;
}

TEST(Diff, MatchesByIdAndNotByTheNameOfTheFile) {
  const verdict::RunResult before{"",
                                  {case_called("a/case", verdict::Verdict::passed),
                                   case_called("b/case", verdict::Verdict::failed)}};
  const verdict::RunResult after{"",
                                 {case_called("b/case", verdict::Verdict::failed),
                                  case_called("a/case", verdict::Verdict::passed)}};
  EXPECT_TRUE(diff(before, after).empty());
}

TEST(Diff, ComparesWhatIsPaired) {
  const verdict::RunResult before{"", {case_called("old", verdict::Verdict::passed)}};
  const verdict::RunResult after{"", {case_called("new", verdict::Verdict::passed)}};
  EXPECT_EQ(diff(before, after).size(), 2u);
  EXPECT_TRUE(diff(before, after, {{"old", "new"}}).empty());
}

TEST(Diff, OfAPairIsNotWithWhatHasThePartnersName) {
  const verdict::RunResult before{
      "", {case_called("a", verdict::Verdict::failed), case_called("b", verdict::Verdict::passed)}};
  const verdict::RunResult after{"", {case_called("b", verdict::Verdict::passed)}};
  const auto found = diff(before, after, {{"a", "b"}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].changes.at(0).before, "failed");
}

}  // namespace
}  // namespace hopproof::reports

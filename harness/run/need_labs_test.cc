#include "harness/run/need_labs.hh"

#include "harness/case/ablation.hh"
#include "harness/case/load.hh"

#include <algorithm>

#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

LabJob job() {
  LoadedCase loaded = parse_case(R"(case: 1
name: two needs
networks: {lan: {}}
nodes:
  rs1:
    interfaces: {lan: 10.2.0.5/24}
    routes: {a: 10.1.0.0/24 via 10.2.0.1, b: 10.3.0.0/24 via 10.2.0.1, c: 10.4.0.0/24 via 10.2.0.1}
steps:
  - probe: {from: rs1, ping: 10.1.0.9}
needs:
  rs1.routes.a or rs1.routes.b: reply-has-no-route
  rs1.routes.c: {outcome: timeout}
)",
                                 "needs.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "needs.yaml", loaded.source), "");
  LabJob whole{loaded.parsed.value_or(Case{}), {}};
  whole.options.pcapng = "the-cases-own.pcapng";
  whole.options.keep = true;
  return whole;
}

verdict::CaseResult ended(verdict::Verdict verdict) {
  verdict::CaseResult result;
  result.verdict = verdict;
  verdict::StepResult step;
  step.verdict = verdict;
  step.outcome = verdict == verdict::Verdict::passed ? "answered" : "timeout";
  step.findings.emplace_back();
  step.findings.back().id = "reply-has-no-route";
  result.steps = {step};
  return result;
}

TEST(NeedLabs, RunOneForEachTrialAndKeepNothing) {
  const auto labs = need_labs(job(), ended(verdict::Verdict::passed));
  ASSERT_TRUE(labs);
  ASSERT_EQ(labs->jobs.size(), 4u);
  for (const LabJob& lab : labs->jobs) {
    EXPECT_EQ(lab.options.pcapng, "");
    EXPECT_FALSE(lab.options.keep);
  }
  const auto left = item_paths(labs->jobs.back().deployment);
  EXPECT_EQ(std::ranges::count(left, "rs1.routes.c"), 0);
  EXPECT_EQ(std::ranges::count(left, "rs1.routes.a"), 1);
}

TEST(NeedLabs, AreDealtOutToTheirNeeds) {
  const auto labs = need_labs(job(), ended(verdict::Verdict::passed));
  ASSERT_TRUE(labs);
  verdict::CaseResult whole = ended(verdict::Verdict::passed);
  const verdict::CaseResult passed = ended(verdict::Verdict::passed),
                            failed = ended(verdict::Verdict::failed);
  labs->conclude(whole, {passed, passed, failed, failed});
  ASSERT_EQ(whole.needs.size(), 2u);
  EXPECT_TRUE(whole.needs[0].proven) << whole.needs[0].reason;
  EXPECT_TRUE(whole.needs[1].proven) << whole.needs[1].reason;
  EXPECT_EQ(whole.verdict, verdict::Verdict::passed);
  labs->conclude(whole, {passed, passed, failed, passed});
  EXPECT_TRUE(whole.needs[0].proven);
  EXPECT_FALSE(whole.needs[1].proven);
  EXPECT_EQ(whole.verdict, verdict::Verdict::failed);
}

TEST(NeedLabs, AreNotRunForACaseThatFailed) {
  EXPECT_FALSE(need_labs(job(), ended(verdict::Verdict::failed)));
}

TEST(NeedLabs, LeftOutAreNotJudged) {
  verdict::CaseResult whole = ended(verdict::Verdict::passed);
  leave_needs_unjudged(whole, job().deployment, "--no-needs");
  ASSERT_EQ(whole.needs.size(), 2u);
  EXPECT_FALSE(whole.needs[0].judged);
  EXPECT_FALSE(whole.needs[0].proven);
  EXPECT_EQ(whole.needs[0].reason, "--no-needs");
  EXPECT_EQ(whole.needs[0].item, "rs1.routes.a or rs1.routes.b");
}

}  // namespace
}  // namespace hopproof::run

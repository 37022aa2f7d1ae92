#include "harness/ablate/need_verdict.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::ablate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Need need_of(std::vector<std::string> items, const std::string& finding = "") {
  Need need;
  need.items = std::move(items);
  if (!finding.empty()) need.findings = {{finding, "", {}}};
  need.place = {7, 3, 10};
  return need;
}

verdict::StepResult step(int number, const std::string& outcome, const std::string& finding = "") {
  verdict::StepResult result;
  result.number = number;
  result.name = "probe " + std::to_string(number);
  result.outcome = outcome;
  result.verdict = outcome == "answered" ? verdict::Verdict::passed : verdict::Verdict::failed;
  if (!finding.empty()) {
    result.findings.emplace_back();
    result.findings.back().id = finding;
    result.findings.back().at = "rs1.lan";
  }
  return result;
}

verdict::CaseResult case_of(std::vector<verdict::StepResult> steps) {
  verdict::CaseResult result;
  result.verdict = verdict::Verdict::passed;
  for (const verdict::StepResult& one : steps) {
    if (one.verdict == verdict::Verdict::failed) result.verdict = verdict::Verdict::failed;
  }
  result.steps = std::move(steps);
  return result;
}

verdict::CaseResult passes() { return case_of({step(1, "answered")}); }

verdict::NeedResult judged(const Need& need, const std::vector<verdict::CaseResult>& results) {
  return judge_need(need, passes(), results);
}

TEST(NeedTrials, OneItemIsOneLab) {
  const auto trials = need_trials(need_of({"a.routes.x"}));
  ASSERT_EQ(trials.size(), 1u);
  EXPECT_THAT(trials.front().removed, ElementsAre("a.routes.x"));
  EXPECT_FALSE(trials.front().must_pass);
}

TEST(NeedTrials, OfTwoEachMayGoAndNotBoth) {
  const auto trials = need_trials(need_of({"a", "b"}));
  ASSERT_EQ(trials.size(), 3u);
  EXPECT_THAT(trials[0].removed, ElementsAre("a"));
  EXPECT_TRUE(trials[0].must_pass);
  EXPECT_THAT(trials[1].removed, ElementsAre("b"));
  EXPECT_THAT(trials[2].removed, ElementsAre("a", "b"));
  EXPECT_FALSE(trials[2].must_pass);
}

TEST(NeedTrials, OfThreeEachSufficesAlone) {
  const auto trials = need_trials(need_of({"a", "b", "c"}));
  ASSERT_EQ(trials.size(), 7u);
  EXPECT_THAT(trials[3].removed, ElementsAre("b", "c"));
  EXPECT_THAT(trials[6].removed, ElementsAre("a", "b", "c"));
}

TEST(NeedVerdict, IsProvenByTheNamedFinding) {
  const Need need = need_of({"a"}, "reply-bypasses-director");
  const verdict::NeedResult result =
      judged(need, {case_of({step(1, "timeout", "reply-bypasses-director")})});
  EXPECT_TRUE(result.judged);
  EXPECT_TRUE(result.proven) << result.reason;
  EXPECT_EQ(result.outcome, "timeout");
  EXPECT_EQ(result.finding, "reply-bypasses-director at rs1.lan");
  EXPECT_EQ(result.step, "probe 1");
  EXPECT_EQ(result.place.line, 7);
}

TEST(NeedVerdict, WhatChangesNothingIsNotNeeded) {
  const verdict::NeedResult result = judged(need_of({"a"}), {passes()});
  EXPECT_TRUE(result.judged);
  EXPECT_FALSE(result.proven);
  EXPECT_EQ(result.reason, "not needed: the case passes without it");
}

TEST(NeedVerdict, AnotherFindingIsNoProof) {
  const Need need = need_of({"a"}, "no-route-to-vip");
  const verdict::NeedResult result =
      judged(need, {case_of({step(1, "timeout", "rp-filter-drop")})});
  EXPECT_FALSE(result.proven);
  EXPECT_EQ(result.reason,
            "without it step 1 (probe 1) ends as timeout with rp-filter-drop at rs1.lan, not with "
            "no-route-to-vip");
}

TEST(NeedVerdict, FindingsComeInTheirOrder) {
  Need need = need_of({"a"});
  need.findings = {{"masquerade-not-applied", "", {}}, {"reply-bypasses-director", "rs1", {}}};
  verdict::StepResult broken = step(1, "timeout", "masquerade-not-applied");
  broken.findings.push_back(step(1, "timeout", "reply-bypasses-director").findings.front());
  EXPECT_TRUE(judged(need, {case_of({broken})}).proven);
  std::swap(broken.findings[0], broken.findings[1]);
  EXPECT_FALSE(judged(need, {case_of({broken})}).proven);
  broken.findings.pop_back();
  EXPECT_FALSE(judged(need, {case_of({broken})}).proven);
  broken.findings.push_back(broken.findings.front());
  EXPECT_FALSE(judged(need, {case_of({broken})}).proven);
}

TEST(NeedVerdict, AFindingElsewhereIsNoProof) {
  Need need = need_of({"a"});
  need.findings = {{"rp-filter-drop", "director", {}}};
  EXPECT_FALSE(judged(need, {case_of({step(1, "timeout", "rp-filter-drop")})}).proven);
  need.findings.front().at = "rs1";
  EXPECT_TRUE(judged(need, {case_of({step(1, "timeout", "rp-filter-drop")})}).proven);
}

TEST(NeedVerdict, NoFindingIsNoProof) {
  const verdict::NeedResult result =
      judged(need_of({"a"}, "no-route-to-vip"), {case_of({step(1, "timeout")})});
  EXPECT_FALSE(result.proven);
  EXPECT_EQ(result.reason, "without it step 1 (probe 1) ends as timeout, without no-route-to-vip");
}

TEST(NeedVerdict, WhatTheCaseHasAnywayNeedNotBeNamed) {
  const Need need = need_of({"a"}, "reply-has-no-route");
  verdict::StepResult broken = step(1, "timeout", "reply-bypasses-director");
  broken.findings.push_back(step(1, "timeout", "reply-has-no-route").findings.front());
  verdict::CaseResult whole = case_of({step(1, "timeout", "reply-bypasses-director")});
  EXPECT_TRUE(judge_need(need, whole, {case_of({broken})}).proven);
  EXPECT_FALSE(judged(need, {case_of({broken})}).proven);
}

TEST(NeedVerdict, AnotherOutcomeIsNoProof) {
  Need need = need_of({"a"});
  need.outcome = Outcome::parse("refused");
  EXPECT_TRUE(judged(need, {case_of({step(1, "answered, refused")})}).proven);
  const verdict::NeedResult result = judged(need, {case_of({step(1, "timeout")})});
  EXPECT_FALSE(result.proven);
  EXPECT_EQ(result.reason, "without it step 1 (probe 1) ends as timeout, not as refused");
}

TEST(NeedVerdict, TheNamedStepCounts) {
  Need need = need_of({"a"});
  need.step = "probe 2";
  EXPECT_TRUE(judged(need, {case_of({step(1, "refused"), step(2, "timeout")})}).proven);
  const verdict::NeedResult result =
      judged(need, {case_of({step(1, "refused"), step(2, "answered")})});
  EXPECT_FALSE(result.proven);
  EXPECT_EQ(result.reason, "without it step 1 (probe 1) ends as refused, not at step probe 2");
}

TEST(NeedVerdict, OfASetWhatIsLeftSuffices) {
  const Need need = need_of({"a", "b"});
  const verdict::CaseResult fails = case_of({step(1, "timeout")});
  EXPECT_TRUE(judged(need, {passes(), passes(), fails}).proven);
  EXPECT_EQ(judged(need, {passes(), fails, fails}).reason,
            "what is left does not suffice: without b step 1 (probe 1) ends as timeout");
  EXPECT_EQ(judged(need, {passes(), passes(), passes()}).reason,
            "not needed: the case passes without both");
}

TEST(NeedVerdict, ALabThatCannotRunProvesNothing) {
  verdict::CaseResult lost;
  lost.reason = "no namespaces";
  const verdict::NeedResult result = judged(need_of({"a"}), {lost});
  EXPECT_FALSE(result.judged);
  EXPECT_FALSE(result.proven);
  EXPECT_THAT(result.reason, HasSubstr("no namespaces"));
  verdict::CaseResult whole = passes();
  take_needs(whole, {result});
  EXPECT_EQ(whole.verdict, verdict::Verdict::error);
}

TEST(NeedVerdict, AnUnprovenNeedFailsTheCase) {
  verdict::CaseResult whole = passes();
  take_needs(whole, {judged(need_of({"a"}), {case_of({step(1, "timeout")})})});
  EXPECT_EQ(whole.verdict, verdict::Verdict::passed);
  take_needs(whole, {judged(need_of({"a"}), {passes()})});
  EXPECT_EQ(whole.verdict, verdict::Verdict::failed);
}

}  // namespace
}  // namespace hopproof::ablate

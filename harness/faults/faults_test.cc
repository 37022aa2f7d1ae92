#include "harness/case/load.hh"
#include "harness/faults/score.hh"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::faults {
namespace {

using testing::HasSubstr;

Case parsed(const std::string& text) {
  const LoadedCase loaded = parse_case(text, "row.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "row.yaml", loaded.source), "") << text;
  return loaded.parsed.value_or(Case{});
}

TEST(Faults, HealthyDeploymentsAreGoodCasesOfDifferentNetworks) {
  for (const int variant : {0, 42, 99}) {
    std::set<std::string> names;
    for (const Deployment& deployment : healthy_deployments(variant)) {
      EXPECT_FALSE(parsed(deployment.case_text(deployment.name)).steps.empty());
      EXPECT_TRUE(names.insert(deployment.name).second) << deployment.name;
    }
    EXPECT_GE(names.size(), 17u);
  }
  EXPECT_NE(healthy_deployments(1)[0].vip, healthy_deployments(2)[0].vip);
}

TEST(Faults, EachChangesItsDeploymentAndIsAtANodeOfIt) {
  for (const Deployment& deployment : healthy_deployments(7)) {
    const std::string healthy = deployment.case_text("it");
    std::set<std::string> labels;
    for (const Fault& fault : faults_of(deployment)) {
      Deployment faulty = deployment;
      fault.put_in(faulty);
      labels.insert(fault.label);
      EXPECT_NE(parsed(faulty.case_text("it")).find_node(fault.node), nullptr) << fault.label;
      EXPECT_FALSE(fault.findings.empty()) << fault.label;
    }
    EXPECT_GE(labels.size(), 15u) << deployment.name;
  }
}

TEST(Faults, RowsAreTheSameForTheSameSeed) {
  const auto some = rows(3, 200), again = rows(3, 200), others = rows(4, 200);
  ASSERT_EQ(some.size(), 200u);
  const auto text = [](const Row& row) { return row.case_text(); };
  EXPECT_TRUE(std::ranges::equal(some, again, {}, text, text));
  EXPECT_FALSE(std::ranges::equal(some, others, {}, text, text));
  EXPECT_GT(std::ranges::count_if(some, &Row::is_pair), 20);
}

TEST(Faults, OfAPairTheEarlierComesFirst) {
  for (const Row& row : rows(5, 400)) {
    if (!row.is_pair()) continue;
    EXPECT_LT(row.faults[0].spot, row.faults[1].spot) << row.title();
  }
}

/// A row whose cause is known, and a run of it that says `findings`.
class Scoring : public testing::Test {
 protected:
  RowScore with(std::vector<verdict::FindingResult> findings) {
    verdict::StepResult step;
    step.verdict = verdict::Verdict::failed;
    step.findings = std::move(findings);
    verdict::CaseResult result;
    result.verdict = verdict::Verdict::failed;
    result.steps = {step};
    return score(row_, parsed(row_.case_text()), result);
  }
  static verdict::FindingResult finding(const std::string& id, const std::string& at,
                                        const std::string& text = "") {
    verdict::FindingResult made;
    made.id = id;
    made.at = at;
    made.text = text;
    return made;
  }
  void take(const std::string& kind, const std::string& node) {
    for (const Fault& fault : faults_of(row_.healthy))
      if (fault.kind == kind && fault.node == node) row_.faults = {fault};
    ASSERT_EQ(row_.faults.size(), 1u) << kind;
  }

  Row row_{healthy_deployments(0).front(), {}};
};

TEST_F(Scoring, TheFindingHasToNameTheNodeToo) {
  take("weight 0", "director");
  EXPECT_TRUE(with({finding("all-weights-zero", "director")}).right);
  EXPECT_TRUE(with({finding("all-weights-zero", "director.back")}).right);
  const RowScore elsewhere = with({finding("all-weights-zero", "rs")});
  EXPECT_FALSE(elsewhere.right);
  EXPECT_TRUE(elsewhere.accuses);
}

TEST_F(Scoring, ADropHasToNameTheChain) {
  take("DROP in mangle INPUT of the request", "director");
  EXPECT_TRUE(with({finding("request-dropped-by-input-filter", "director", "in INPUT")}).right);
  EXPECT_FALSE(with({finding("request-dropped-by-input-filter", "director", "a filter")}).right);
}

TEST_F(Scoring, AnInnocentOneBesideTheRightOneIsAnAccusation) {
  take("nobody listens", "rs");
  EXPECT_FALSE(with({finding("server-refused", "rs"), finding("uneven", "rs")}).accuses);
  const RowScore beside = with({finding("server-refused", "rs"), finding("rp-filter-drop", "rs")});
  EXPECT_TRUE(beside.right);
  EXPECT_TRUE(beside.accuses);
  EXPECT_TRUE(beside.is_miss());
}

TEST_F(Scoring, SayingNothingIsNoAccusation) {
  take("no server", "director");
  for (const RowScore& one : {with({}), with({finding("unexplained", "director")})}) {
    EXPECT_TRUE(one.unexplained);
    EXPECT_FALSE(one.right);
    EXPECT_FALSE(one.accuses);
  }
}

TEST_F(Scoring, ARowThatWorksIsNotCounted) {
  take("no server", "director");
  verdict::CaseResult works;
  works.verdict = verdict::Verdict::passed;
  const RowScore scored = score(row_, parsed(row_.case_text()), works);
  EXPECT_TRUE(scored.no_effect);
  EXPECT_FALSE(scored.is_miss());
  EXPECT_THAT(table({scored}), HasSubstr("no server"));
}

TEST_F(Scoring, AdviceIsGivenBeforeTheProbe) {
  take("weight 0", "director");
  verdict::FindingResult advised = finding("all-weights-zero", "director");
  advised.remedy = {{"director", "first", ""}, {"rs", "second", ""}};
  verdict::StepResult step;
  step.verdict = verdict::Verdict::failed;
  step.findings = {advised};
  verdict::CaseResult result;
  result.steps = {step};
  const auto texts = cures(row_, result);
  ASSERT_EQ(texts.size(), 3u);
  EXPECT_THAT(texts[2], HasSubstr("- director: \"first\"\n  - rs: \"second\"\n  - probe:"));
}

}  // namespace
}  // namespace hopproof::faults

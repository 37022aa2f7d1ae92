#include "harness/verdict/result_json.hh"

#include "harness/base/error.hh"

#include <gtest/gtest.h>

namespace hopproof::verdict {
namespace {

/// One failed step with one crossing, which was lost behind a port of the switch.
CaseResult lost_frame() {
  CrossingResult crossing;
  crossing.from = "client";
  crossing.to = "director";
  crossing.lost = true;
  crossing.switch_ports = {"director.lan"};
  StepResult step;
  step.verdict = Verdict::failed;
  step.place = {12, 5, 5};
  step.crossings = {crossing};
  CaseResult result;
  result.name = "one-arm";
  result.director = "engine";
  result.verdict = Verdict::failed;
  result.steps = {step};
  return result;
}

TEST(ResultJson, OfACaseSurvivesARoundTrip) {
  const CaseResult again = case_from_json(to_json(lost_frame()));
  EXPECT_EQ(to_json(again), to_json(lost_frame()));
  EXPECT_EQ(again.name, "one-arm");
  EXPECT_EQ(again.verdict, Verdict::failed);
}

TEST(ResultJson, KeepsHowFarALostFrameCame) {
  const CaseResult again = case_from_json(to_json(lost_frame()));
  const CrossingResult& lost = again.steps.at(0).crossings.at(0);
  EXPECT_TRUE(lost.lost);
  EXPECT_EQ(lost.switch_ports, std::vector<std::string>{"director.lan"});
}

TEST(ResultJson, IsSchemaOneWithThePromisedFields) {
  const std::string text = to_json(RunResult{"0.1.0", {lost_frame()}});
  for (const char* promised : {"\"schema\": 1", "\"verdict\": \"failed\"",
                               "\"director\": \"engine\"", "\"flows\"", "\"needs\""}) {
    EXPECT_NE(text.find(promised), std::string::npos) << promised;
  }
}

TEST(ResultJson, IgnoresWhatItDoesNotKnow) {
  const RunResult run =
      run_from_json(R"({"schema": 1, "later": true, "cases": [{"name": "a", "new": []}]})");
  EXPECT_EQ(run.cases.at(0).name, "a");
}

TEST(ResultJson, RefusesAnotherSchemaAndBrokenText) {
  EXPECT_THROW(run_from_json(R"({"schema": 2, "cases": []})"), HostError);
  EXPECT_THROW(run_from_json("{"), HostError);
  EXPECT_THROW(run_from_json("[]"), HostError);
}

TEST(ResultJson, ShowsBytesThatAreNoText) {
  CaseResult result;
  result.reason = "\xff\xfe";
  EXPECT_EQ(case_from_json(to_json(result)).reason, "\xef\xbf\xbd\xef\xbf\xbd");
}

}  // namespace
}  // namespace hopproof::verdict

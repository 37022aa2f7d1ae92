#include "reports/result_json.hh"

#include "harness/base/error.hh"
#include "reports/sample_result.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(ResultJson, SurvivesARoundTrip) {
  const RunResult run = sample_result();
  EXPECT_EQ(to_json(run_from_json(to_json(run))), to_json(run));
}

TEST(ResultJson, KeepsHowFarALostFrameCame) {
  RunResult run = sample_result();
  CrossingResult& lost = run.cases[1].steps[0].crossings[1];
  lost.lost = true;
  lost.switch_ports = {"director.lan"};
  const RunResult again = run_from_json(to_json(run));
  EXPECT_EQ(again.cases[1].steps[0].crossings[1].switch_ports, lost.switch_ports);
}

TEST(ResultJson, IsSchemaOneWithThePromisedFields) {
  const std::string text = to_json(sample_result());
  for (const char* promised :
       {"\"schema\": 1", "\"verdict\": \"failed\"", "\"director\": \"engine\"", "\"flows\"",
        "\"hop\": \"client > director\"", "\"tuple\"", "\"needs\""}) {
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
}  // namespace hopproof

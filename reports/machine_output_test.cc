#include "harness/base/golden_file.hh"
#include "harness/verdict/result_json.hh"
#include "reports/github.hh"
#include "reports/junit.hh"
#include "reports/ktap.hh"
#include "reports/sample_result.hh"

#include <gmock/gmock.h>

namespace hopproof::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string golden(const std::string& name) {
  return std::string(HOPPROOF_SOURCE_DIR) + "/reports/golden/" + name;
}

TEST(MachineOutput, OfTheSampleIsAsItWas) {
  const verdict::RunResult run = sample_result();
  expect_golden(golden("sample.json"), verdict::to_json(run));
  expect_golden(golden("sample.junit.xml"), to_junit(run));
  expect_golden(golden("sample.ktap"), to_ktap(run));
  expect_golden(golden("sample.tap"), to_tap(run));
  expect_golden(golden("sample.github"), to_github_annotations(run));
  expect_golden(golden("sample.summary.md"), to_job_summary(run));
}

TEST(MachineOutput, JsonOfTheSampleSurvivesARoundTrip) {
  const std::string written = verdict::to_json(sample_result());
  EXPECT_EQ(verdict::to_json(verdict::run_from_json(written)), written);
  for (const char* promised : {"\"hop\": \"client > director\"", "\"tuple\""}) {
    EXPECT_THAT(written, HasSubstr(promised));
  }
}

/// A run in which everything that a stranger writes tries to be something else.
verdict::RunResult hostile() {
  verdict::RunResult run = sample_result();
  verdict::CaseResult& result = run.cases[1];
  result.name = "a\n::error::b ]]>\x01\xff # SKIP `x` @all";
  verdict::StepResult& step = result.steps.front();
  step.name = "s\nok 9 # SKIP";
  step.mismatches.front().message = "m\n```\n::set-output name=x::y";
  step.crossings.front().kind = "SYN; end #<b>";
  return run;
}

TEST(MachineOutput, KeepsStrangersOnTheirLine) {
  const verdict::RunResult run = hostile();
  for (const std::string& text : {to_ktap(run), to_tap(run)}) {
    EXPECT_THAT(text, Not(HasSubstr("\nok 9")));
    EXPECT_THAT(text, Not(HasSubstr("b ]]>??? # SKIP")));
  }
  const std::string annotations = to_github_annotations(run);
  EXPECT_THAT(annotations, Not(HasSubstr("\n::set-output")));
  EXPECT_THAT(annotations, Not(HasSubstr("\n::error::b")));
  EXPECT_THAT(annotations, HasSubstr("title=a%0A%3A%3Aerror"));
}

TEST(MachineOutput, JobSummaryIsNotLeftThroughAFenceOrMarkup) {
  const std::string summary = to_job_summary(hostile());
  EXPECT_THAT(summary, Not(HasSubstr("@all")));
  EXPECT_THAT(summary, Not(HasSubstr("m\n```")));
  EXPECT_THAT(summary, HasSubstr("SYN#59; end #35;#60;b#62;"));
}

TEST(MachineOutput, JunitHoldsNoInvalidCharacter) {
  const std::string xml = to_junit(hostile());
  EXPECT_THAT(xml, HasSubstr("]]&gt;\xef\xbf\xbd\xef\xbf\xbd"));
  EXPECT_EQ(xml.find('\x01'), std::string::npos);
  EXPECT_EQ(xml.find('\xff'), std::string::npos);
}

TEST(MachineOutput, JobSummarySaysWhatItLeavesOut) {
  verdict::RunResult run = sample_result();
  run.cases.assign(30, run.cases[1]);
  EXPECT_THAT(to_job_summary(run), HasSubstr("10 more are in the HTML report"));
}

}  // namespace
}  // namespace hopproof::reports

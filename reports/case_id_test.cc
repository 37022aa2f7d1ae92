#include "reports/case_id.hh"

#include <gtest/gtest.h>

namespace hopproof::reports {
namespace {

/// A result of an older run, which has no id.
verdict::CaseResult of(const std::string& file) {
  verdict::CaseResult result;
  result.file = file;
  return result;
}

TEST(CaseId, IsWhatTheRunSays) {
  verdict::CaseResult result = of("x/y.yaml");
  result.id = "a/b";
  EXPECT_EQ(case_id(result), "a/b");
  EXPECT_EQ(topic_of(result), "a");
}

TEST(CaseId, IsElseThePathBelowCases) {
  EXPECT_EQ(case_id(of("cases/one-arm/masquerade.yaml")), "one-arm/masquerade");
  EXPECT_EQ(case_id(of("/a/b/cases/two-arm/../one-arm/x.yaml")), "one-arm/x");
  EXPECT_EQ(case_id(of("mine.yaml")), "mine");
  EXPECT_EQ(topic_of(of("cases/must-fail/deep/x.yaml")), "must-fail/deep");
  EXPECT_EQ(topic_of(of("mine.yaml")), "");
}

}  // namespace
}  // namespace hopproof::reports

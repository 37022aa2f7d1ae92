#include "reports/case_id.hh"

#include <gtest/gtest.h>

namespace hopproof::reports {
namespace {

TEST(CaseId, IsThePathBelowCases) {
  EXPECT_EQ(case_id("cases/one-arm/masquerade.yaml"), "one-arm/masquerade");
  EXPECT_EQ(case_id("/a/b/cases/two-arm/../one-arm/x.yaml"), "one-arm/x");
  EXPECT_EQ(case_id("mine.yaml"), "mine");
}

TEST(CaseId, NamesTheTopic) {
  EXPECT_EQ(topic_of("cases/one-arm/masquerade.yaml"), "one-arm");
  EXPECT_EQ(topic_of("cases/must-fail/deep/x.yaml"), "must-fail/deep");
  EXPECT_EQ(topic_of("mine.yaml"), "");
}

}  // namespace
}  // namespace hopproof::reports

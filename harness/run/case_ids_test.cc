#include "harness/run/case_ids.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

using testing::ElementsAre;

std::string id(const std::string& file, const std::string& folder = "/home/me") {
  return case_ids({file}, folder).front();
}

TEST(CaseIds, AreThePathBelowCases) {
  EXPECT_EQ(id("cases/one-arm/masquerade.yaml"), "one-arm/masquerade");
  EXPECT_EQ(id("/a/b/cases/two-arm/../one-arm/x.yaml"), "one-arm/x");
  EXPECT_EQ(id("../one-arm/x.yaml", "/a/cases/two-arm"), "one-arm/x");
  EXPECT_EQ(id("x.yaml", "/ci/cases/checkout/cases/one-arm"), "one-arm/x");
}

TEST(CaseIds, AreElseThePathBelowTheWorkingFolderOrTheRoot) {
  EXPECT_EQ(id("mine.yaml"), "mine");
  EXPECT_EQ(id("./a/../b/mine.yaml"), "b/mine");
  EXPECT_EQ(id("/home/me/b/mine.yaml"), "b/mine");
  EXPECT_EQ(id("../you/mine.yml"), "home/you/mine.yml");
  EXPECT_EQ(id("/tmp/x.yaml"), "tmp/x");
}

TEST(CaseIds, DoNotDependOnWhatElseRuns) {
  EXPECT_THAT(case_ids({"a/x.yaml", "b/x.yaml", "b/c-x.yaml", "b-c/x.yaml"}, "/w"),
              ElementsAre("a/x", "b/x", "b/c-x", "b-c/x"));
}

TEST(CaseIds, OfTwoThatWouldBeTheSameAreTheWholePath) {
  EXPECT_THAT(case_ids({"/p/cases/x.yaml", "/q/cases/x.yaml", "/q/cases/y.yaml"}, "/w"),
              ElementsAre("p/cases/x.yaml", "q/cases/x.yaml", "y"));
}

}  // namespace
}  // namespace hopproof::run

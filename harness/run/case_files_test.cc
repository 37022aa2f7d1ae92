#include "harness/run/case_files.hh"

#include <algorithm>

#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

TEST(CaseFiles, LeaveOutWhatMustFailUnlessItIsNamed) {
  const std::string cases = HOPPROOF_SOURCE_DIR "/cases";
  const auto all = find_case_files({cases});
  const auto is_broken = [](const std::string& f) { return f.find("must-") != std::string::npos; };
  EXPECT_TRUE(std::ranges::none_of(all, is_broken));
  EXPECT_FALSE(find_case_files({cases + "/must-not-parse"}).empty());
}

}  // namespace
}  // namespace hopproof::run

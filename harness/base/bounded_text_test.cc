#include "harness/base/bounded_text.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(BoundedText, IsTheTextItselfAsLongAsItFits) {
  for (size_t most : {4, 5, 6, 100}) EXPECT_EQ(shortened("abcd", most), "abcd") << most;
  EXPECT_EQ(shortened("", 4), "");
}

TEST(BoundedText, KeepsHeadAndTailAndCountsTheRest) {
  BoundedText text(8);
  for (char c = 'a'; c <= 'z'; ++c) text.append(std::string(1, c));
  EXPECT_EQ(text.size(), 26u);
  EXPECT_EQ(text.text(), "abcd\n[... 18 bytes are left out here ...]\nwxyz");
  EXPECT_EQ(shortened("abcdefghijklmnopqrstuvwxyz", 8), text.text());
}

TEST(BoundedText, TakesNoMoreRoomForALongText) {
  BoundedText text(1000);
  for (int i = 0; i < 1'000'000; ++i) text.append("0123456789");
  EXPECT_EQ(text.size(), 10'000'000u);
  EXPECT_LT(text.text().size(), 1100u);
}

TEST(FewLines, AreTheFirstAndTheLast) {
  EXPECT_EQ(few_lines("a\nb\n", 4), "a\nb\n");
  EXPECT_EQ(few_lines("1\n2\n3\n4\n5", 4), "1\n2\n[...]\n4\n5\n");
  EXPECT_LT(few_lines(std::string(100000, 'x'), 4).size(), 500u);
}

}  // namespace
}  // namespace hopproof

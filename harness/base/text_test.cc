#include "harness/base/text.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Text, LinesWithAndWithoutAnEnd) {
  EXPECT_THAT(lines_of(""), IsEmpty());
  EXPECT_THAT(lines_of("\n"), ElementsAre(""));
  EXPECT_THAT(lines_of("a\n\nb\n"), ElementsAre("a", "", "b"));
  EXPECT_THAT(lines_of("a\nb"), ElementsAre("a", "b"));
}

TEST(Text, WordsBetweenBlanks) {
  EXPECT_THAT(words_of(" \t\n"), IsEmpty());
  EXPECT_THAT(words_of(" -A\tINPUT  -j DROP\r\n"), ElementsAre("-A", "INPUT", "-j", "DROP"));
}

TEST(Text, PartsBetweenSeparators) {
  EXPECT_THAT(split_at("", ','), ElementsAre(""));
  EXPECT_THAT(split_at("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split_at("answered, no route, reset", ", "),
              ElementsAre("answered", "no route", "reset"));
}

TEST(Text, JoinedIsSplitTurnedRound) {
  EXPECT_EQ(joined({}, ", "), "");
  EXPECT_EQ(joined(std::vector<std::string>{"rs1"}, ", "), "rs1");
  EXPECT_EQ(joined(std::vector<std::string>{"rs1", "rs2"}, " or "), "rs1 or rs2");
}

TEST(Text, CaseOfOtherBytesStays) {
  EXPECT_EQ(lowered("ICMPv6-\xc4 9"), "icmpv6-\xc4 9");
  EXPECT_EQ(raised("Forward-\xe4 9"), "FORWARD-\xe4 9");
}

TEST(Text, TrimmedAtBothEnds) {
  EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
  EXPECT_EQ(trimmed("   "), "");
  EXPECT_EQ(trimmed(" a\n", " "), "a\n");
}

}  // namespace
}  // namespace hopproof

#include "harness/case/text/source_text.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(SourceText, CountsLinesAndColumnsFromOne) {
  const SourceText source("ab\ncde\n");
  const Place place = source.place(4, 2);
  EXPECT_EQ(place.line, 2);
  EXPECT_EQ(place.column, 2);
  EXPECT_EQ(place.length, 2);
}

TEST(SourceText, ClipsAPlaceToItsLine) {
  const SourceText source("ab\r\ncd");
  EXPECT_EQ(source.place(1, 100).length, 1);
  EXPECT_EQ(source.place(2, 1).length, 0);
  EXPECT_EQ(source.place(1000, 7).line, 2);
}

TEST(SourceText, GivesLinesWithoutTheirEnds) {
  const SourceText source("ab\r\n\ncd");
  EXPECT_EQ(source.line(1), "ab");
  EXPECT_EQ(source.line(2), "");
  EXPECT_EQ(source.line(3), "cd");
  EXPECT_EQ(source.line(0), "");
  EXPECT_EQ(source.line(4), "");
}

TEST(TextFault, TakesUtf8OfEveryLength) {
  EXPECT_FALSE(find_text_fault("name: \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80\n"));
}

TEST(TextFault, RefusesWhatIsNoUtf8) {
  for (const std::string_view bad : {"\xff", "\xc3", "\xc3(", "\xc0\xaf", "\xe0\x80\xaf",
                                     "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"}) {
    const auto fault = find_text_fault("ab" + std::string(bad));
    ASSERT_TRUE(fault) << testing::PrintToString(bad);
    EXPECT_EQ(fault->offset, 2u);
    EXPECT_NE(fault->message.find("not UTF-8"), std::string::npos);
  }
}

TEST(TextFault, NamesBinaryAndEmptyFilesEach) {
  EXPECT_NE(find_text_fault(std::string_view("a\0b", 3))->message.find("binary"),
            std::string::npos);
  EXPECT_NE(find_text_fault("a\x1b[0m")->message.find("0x1b"), std::string::npos);
  EXPECT_EQ(find_text_fault("")->message, "the file is empty");
  EXPECT_EQ(find_text_fault(" \n\t\n# only a comment")->message, "the file is empty");
}

}  // namespace
}  // namespace hopproof

#include "reports/text_safety.hh"

#include <gtest/gtest.h>

namespace hopproof::reports {
namespace {

TEST(TextSafety, LeavesNoMarkupAndNoControlCharacter) {
  EXPECT_EQ(escape_markup("<a href='\"&\x01\x7f"),
            "&lt;a href=&#39;&quot;&amp;\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(escape_markup("caf\xc3\xa9\n\t"), "caf\xc3\xa9\n\t");
  EXPECT_EQ(escape_markup("\xef\xbf\xbf"), "\xef\xbf\xbd");
}

TEST(TextSafety, MakesUtf8OfAnyBytes) {
  EXPECT_EQ(as_utf8("\xf0\x9f\x98\x80 ok"), "\xf0\x9f\x98\x80 ok");
  const std::string bad = "\xef\xbf\xbd";
  EXPECT_EQ(as_utf8("\xff"), bad);
  EXPECT_EQ(as_utf8("\xc0\xaf"), bad + bad);            // overlong
  EXPECT_EQ(as_utf8("\xed\xa0\x80"), bad + bad + bad);  // a surrogate
  EXPECT_EQ(as_utf8("\xf4\x90\x80\x80"), bad + bad + bad + bad);
  EXPECT_EQ(as_utf8("\xc3"), bad);  // cut
}

TEST(TextSafety, FoldsIntoOneLine) { EXPECT_EQ(one_line("a\r\nb\tc\x1b[2J"), "a  b c?[2J"); }

}  // namespace
}  // namespace hopproof::reports

#include "harness/case/text/diagnostic.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Render, PutsTheCaretUnderTheWord) {
  EXPECT_EQ(render({{{2, 3, 4}, "unknown word"}}, "a.yaml", "case: 1\n  wrod\n"),
            "a.yaml:2:3: error: unknown word\n"
            "    2 |   wrod\n"
            "      |   ^~~~\n");
}

TEST(Render, SortsByPlaceAndNamesTheSeverity) {
  const std::string text =
      render({{{2, 1, 1}, "second"}, {{1, 1, 1}, "first", Severity::warning}}, "a.yaml", "a\nb\n");
  EXPECT_LT(text.find("a.yaml:1:1: warning: first"), text.find("a.yaml:2:1: error: second"));
}

TEST(Render, WithoutAPlaceThereIsNoQuote) {
  EXPECT_EQ(render({{{}, "cannot read x"}}, "x", ""), "x: error: cannot read x\n");
}

TEST(Render, ShortensWhatAMessageQuotes) {
  const std::string value(200'000, 'x');
  const std::string text = render({{{}, "'" + value + "' is no address"}}, "x", "");
  EXPECT_LT(text.size(), 1000u);
  EXPECT_TRUE(text.starts_with("x: error: 'xxx") && text.ends_with("x' is no address\n")) << text;
}

TEST(Render, ShowsControlCharactersAsQuestionMarks) {
  EXPECT_EQ(quote({1, 1, 1}, "\x1b[31m"), "    1 | ?[31m\n      | ^\n");
  EXPECT_EQ(quote({1, 2, 1}, "\tx"), "    1 |  x\n      |  ^\n");
}

TEST(Render, CountsCharactersNotBytes) {
  EXPECT_EQ(quote({1, 4, 3}, "\xc3\xa4 \xc3\xb6z"), "    1 | \xc3\xa4 \xc3\xb6z\n      |   ^~\n");
}

TEST(Render, UnderlinesNothingBehindTheLine) {
  EXPECT_EQ(quote({1, 3, 50}, "abc"), "    1 | abc\n      |   ^\n");
  EXPECT_EQ(quote({1, 99, 5}, "abc"), "    1 | abc\n      |    ^\n");
}

TEST(Render, CutsALongLineAroundTheWord) {
  const std::string line = std::string(1000, 'a') + "X" + std::string(1000, 'b');
  const std::string text = quote({1, 1001, 1}, line);
  EXPECT_LT(text.size(), 400u);
  const size_t caret = text.find('^') - text.find('\n') - 1;
  EXPECT_EQ(text[caret], 'X');
}

}  // namespace
}  // namespace hopproof

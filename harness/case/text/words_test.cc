#include "harness/case/text/words.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

struct WordsRow {
  std::string_view says;
  std::string_view line;
  std::vector<Token> words;
};

const WordsRow rows[] = {
    {"blanks separate", "  -A\tINPUT ", {{"-A", 2, 2}, {"INPUT", 5, 5}}},
    {"an empty line has no words", " \t\n", {}},
    {"single quotes keep everything", "a 'b \"c\\'", {{"a", 0, 1}, {"b \"c\\", 2, 7}}},
    {"double quotes keep blanks", "\"a b\"c", {{"a bc", 0, 6}}},
    {"a backslash in double quotes escapes a quote", R"("a\"b")", {{"a\"b", 0, 6}}},
    {"and is itself before other characters", R"("a\n")", {{"a\\n", 0, 5}}},
    {"outside it takes the next character", R"(a\ b)", {{"a b", 0, 4}}},
    {"at the end it is itself", R"(a\)", {{"a\\", 0, 2}}},
    {"an empty word can be quoted", "'' x", {{"", 0, 2}, {"x", 3, 1}}},
};

TEST(Words, AreSplitAsByAShell) {
  for (const WordsRow& row : rows) {
    SCOPED_TRACE(row.says);
    const auto split = split_words(row.line);
    ASSERT_TRUE(std::holds_alternative<std::vector<Token>>(split));
    const auto& words = std::get<std::vector<Token>>(split);
    ASSERT_EQ(words.size(), row.words.size());
    for (size_t i = 0; i < words.size(); ++i) {
      EXPECT_EQ(words[i].text, row.words[i].text);
      EXPECT_EQ(words[i].offset, row.words[i].offset);
      EXPECT_EQ(words[i].length, row.words[i].length);
    }
  }
}

TEST(Words, AnOpenQuoteIsAnErrorAtTheQuote) {
  for (const char* line : {"ab 'c", "ab \"c", "ab \"c\\"}) {
    const auto split = split_words(line);
    ASSERT_TRUE(std::holds_alternative<LineError>(split)) << line;
    EXPECT_EQ(std::get<LineError>(split).offset, 3);
    EXPECT_EQ(std::get<LineError>(split).message, "this quote is never closed");
  }
}

TEST(Words, ALineHasALimit) {
  EXPECT_TRUE(std::holds_alternative<LineError>(split_words(std::string(5000, 'a'))));
  EXPECT_FALSE(std::holds_alternative<LineError>(split_words(std::string(4096, 'a'))));
}

TEST(Words, AnErrorInsideAQuotedWordIsAboutTheWholeWord) {
  const LineError plain = error_inside({"10.0.0.1:x", 5, 10}, 9, 1, "bad");
  EXPECT_EQ(plain.offset, 14);
  EXPECT_EQ(plain.length, 1);
  const LineError quoted = error_inside({"10.0.0.1:x", 5, 12}, 9, 1, "bad");
  EXPECT_EQ(quoted.offset, 5);
  EXPECT_EQ(quoted.length, 12);
}

TEST(Words, TheReaderIsEmptyPastTheEnd) {
  WordReader reader({{"a", 0, 1}});
  EXPECT_EQ(reader.last().text, "a");
  EXPECT_FALSE(reader.take_if("b"));
  EXPECT_EQ(reader.take().text, "a");
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(reader.take().text, "");
  EXPECT_EQ(reader.peek(3).text, "");
  EXPECT_EQ(reader.last().text, "a");
}

TEST(Words, IntegersHaveTheBasesOfStrtoul) {
  EXPECT_EQ(parse_integer("10"), 10U);
  EXPECT_EQ(parse_integer("0x1F"), 31U);
  EXPECT_EQ(parse_integer("010"), 8U);
  EXPECT_EQ(parse_integer("0"), 0U);
  EXPECT_EQ(parse_integer("4294967295"), 4294967295U);
  for (const char* text : {"", "0x", "4294967296", "-1", "1 ", "08", "ten"}) {
    EXPECT_FALSE(parse_integer(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace hopproof

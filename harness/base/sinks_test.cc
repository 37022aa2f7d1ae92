#include "harness/base/sinks.hh"

#include <array>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Sinks, LeaveNoMarkupAndNoControlCharacter) {
  EXPECT_EQ(escape_markup("<a href='\"&\x01\x7f"),
            "&lt;a href=&#39;&quot;&amp;\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(escape_markup("caf\xc3\xa9\n\t"), "caf\xc3\xa9\n\t");
  EXPECT_EQ(escape_markup("\xef\xbf\xbf"), "\xef\xbf\xbd");
}

TEST(Sinks, MakeUtf8OfAnyBytes) {
  EXPECT_EQ(as_utf8("\xf0\x9f\x98\x80 ok"), "\xf0\x9f\x98\x80 ok");
  const std::string bad = "\xef\xbf\xbd";
  EXPECT_EQ(as_utf8("\xff"), bad);
  EXPECT_EQ(as_utf8("\xc0\xaf"), bad + bad);            // overlong
  EXPECT_EQ(as_utf8("\xed\xa0\x80"), bad + bad + bad);  // a surrogate
  EXPECT_EQ(as_utf8("\xf4\x90\x80\x80"), bad + bad + bad + bad);
  EXPECT_EQ(as_utf8("\xc3"), bad);  // cut
}

TEST(Sinks, FoldIntoOneLine) {
  EXPECT_EQ(one_line("a\r\nb\tc\x1b[2J"), "a  b c?[2J");
  EXPECT_EQ(one_line("a\xe2\x80\xa8"
                     "b"),
            "a b");  // LINE SEPARATOR
}

TEST(Sinks, OfATerminalGiveItNothingToObey) {
  EXPECT_EQ(printable("a\x1b]0;t\x07\n\tb\r"), "a?]0;t?\n\tb?");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "?31m")
      << "CSI of C1";
  EXPECT_EQ(printable("\xe2\x80\xae"
                      "gpj.exe\xe2\x81\xa6"),
            "?gpj.exe?")
      << "bidirectional override";
  EXPECT_EQ(printable("gr\xc3\xbc\xc3\x9f"
                      "e \xe2\x9a\x91"),
            "gr\xc3\xbc\xc3\x9f"
            "e \xe2\x9a\x91");
}

TEST(Sinks, OfALogGiveGithubNoCommand) {
  EXPECT_EQ(printable("a\n  ::error file=x::y"), "a\n  ?:error file=x::y");
  EXPECT_EQ(printable("##[error]x"), "#?[error]x");
  EXPECT_EQ(printable("::1 dev lo\n::ffff:1.2.3.4"), "::1 dev lo\n::ffff:1.2.3.4");
  EXPECT_EQ(as_command_property("a::b,c%\nd"), "a%3A%3Ab%2Cc%25%0Ad");
  EXPECT_EQ(as_command_message("a::b\r\n\x1b"
                               "c"),
            "a::b%0D%0A?c");
}

TEST(Sinks, OfALinkNameNoSchemeAndNoHost) {
  EXPECT_EQ(as_link("../a b/x.pcapng"), "../a%20b/x.pcapng");
  EXPECT_EQ(as_link("javascript:alert(1)"), "javascript%3Aalert%281%29");
  EXPECT_EQ(as_link("//evil.example/x"), "/evil.example/x");
  EXPECT_EQ(as_link("\\\\evil\n"), "%5C%5Cevil%0A");
}

TEST(Sinks, OfReportFormatsAreText) {
  EXPECT_EQ(as_markdown("[a](javascript:b)|@me"),
            "&#91;a&#93;&#40;javascript:b&#41;&#124;&#64;me");
  EXPECT_EQ(as_tap("a # SKIP b\nok 2"), "a _ SKIP b ok 2");
  EXPECT_EQ(as_yaml("a\"\\\nb"), "\"a\\\"\\\\ b\"");
  EXPECT_EQ(as_mermaid("a;<b>\n#"), "a#59;#60;b#62; #35;");
}

/// Pieces of what somebody may write to break out of a text.
std::string hostile_text(std::mt19937& random) {
  constexpr auto pieces = std::to_array<std::string_view>({"::",
                                                           "error",
                                                           "##[",
                                                           "\n",
                                                           "\r",
                                                           "\t",
                                                           " ",
                                                           "\x1b[",
                                                           "\xc2\x9b",
                                                           "\xe2\x80\xae",
                                                           "\xe2\x80\xa8",
                                                           "<",
                                                           ">",
                                                           "&",
                                                           "\"",
                                                           "'",
                                                           "#",
                                                           "|",
                                                           "`",
                                                           "javascript:",
                                                           "//",
                                                           "%",
                                                           ",",
                                                           "\xff",
                                                           "\xc3",
                                                           "a",
                                                           "\xef\xbf\xbe",
                                                           "\xf0\x9f\x98\x80",
                                                           "\x7f",
                                                           "\\"});
  std::string text;
  for (size_t i = random() % 12; i > 0; --i) text += pieces[random() % pieces.size()];
  return text;
}

TEST(Sinks, HoldWhateverIsWritten) {
  std::mt19937 random(20261201);
  for (int i = 0; i < 4'000; ++i) {
    const std::string text = hostile_text(random);
    for (const auto sink : {printable, one_line, escape_markup, as_markdown, as_command_message,
                            as_command_property, as_tap, as_yaml, as_mermaid, as_link}) {
      const std::string out = sink(text);
      ASSERT_EQ(as_utf8(out), out) << testing::PrintToString(text);
      ASSERT_THAT(out, Not(testing::AnyOf(HasSubstr("\x1b"), HasSubstr("\xc2\x9b"), HasSubstr("\r"),
                                          HasSubstr("\xe2\x80\xae"), HasSubstr("\xe2\x80\xa8"))));
    }
    ASSERT_EQ(printable(printable(text)), printable(text));
    ASSERT_THAT(one_line(text), Not(HasSubstr("\n")));
  }
}

}  // namespace
}  // namespace hopproof

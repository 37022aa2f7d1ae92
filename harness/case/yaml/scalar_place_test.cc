#include "harness/case/yaml/scalar_place.hh"

#include "harness/case/yaml/yaml_reader.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

/// Where `word` of the value of key `a` is said to stand, "LINE:COLUMN+LENGTH".
std::string find(const std::string& yaml, std::string_view word) {
  const SourceText source(yaml);
  DiagnosticSink diagnostics;
  const auto root = read_yaml(source, diagnostics);
  const YamlNode* value = root ? root->find("a") : nullptr;
  if (!value) return "no value";
  const size_t offset = value->text.find(word);
  if (offset == std::string::npos) return "not in '" + value->text + "'";
  const Place place = PlaceFinder(source).find(*value, offset, word.size());
  return std::to_string(place.line) + ":" + std::to_string(place.column) + "+" +
         std::to_string(place.length);
}

TEST(PlaceInScalar, Plain) {
  EXPECT_EQ(find("a: one two", "two"), "1:8+3");
  EXPECT_EQ(find("{a: one two, b: c}", "two"), "1:9+3");
}

TEST(PlaceInScalar, PlainOverSeveralLines) {
  EXPECT_EQ(find("a: one\n  two\n\n   three", "two"), "2:3+3");
  EXPECT_EQ(find("a: one\n  two\n\n   three", "three"), "4:4+5");
}

TEST(PlaceInScalar, SingleQuoted) {
  EXPECT_EQ(find("a: 'it''s here'", "here"), "1:11+4");
  EXPECT_EQ(find("a: 'one\n  two'", "two"), "2:3+3");
}

TEST(PlaceInScalar, DoubleQuoted) {
  EXPECT_EQ(find(R"(a: "one\ttwo")", "two"), "1:10+3");
  EXPECT_EQ(find(R"(a: "\"q\" \x41\u00e4 two")", "two"), "1:22+3");
  EXPECT_EQ(find("a: \"one \\\n   two\"", "two"), "2:4+3");
}

TEST(PlaceInScalar, Block) {
  const std::string yaml = "a: |  # why\n    one\n\n      two three\n";
  EXPECT_EQ(find(yaml, "one"), "2:5+3");
  EXPECT_EQ(find(yaml, "three"), "4:11+5");
  EXPECT_EQ(find("a: >-\r\n  one\r\n  two\r\n", "two"), "3:3+3");
}

/// Asking in any order gives what a fresh finder says.
TEST(PlaceInScalar, DoesNotDependOnWhatWasAskedBefore) {
  const SourceText source(
      "a: \"one\\n\\x41\\u00e4 'two'\n   three \\\n  four\"\nb: |\n  x y\n\n   z\n");
  DiagnosticSink diagnostics;
  const auto root = read_yaml(source, diagnostics);
  ASSERT_TRUE(root);
  PlaceFinder finder(source);
  for (const size_t step : {1, 3, 7}) {
    for (const YamlNode& scalar : root->children) {
      for (size_t i = 0; i < 2 * scalar.text.size(); ++i) {
        const size_t offset = i * step % scalar.text.size();
        const Place found = finder.find(scalar, offset, 1);
        const Place fresh = PlaceFinder(source).find(scalar, offset, 1);
        EXPECT_EQ(found.line, fresh.line) << scalar.text << " at " << offset;
        EXPECT_EQ(found.column, fresh.column) << scalar.text << " at " << offset;
      }
    }
  }
}

TEST(QuotedLength, FindsTheEndOrSaysThatThereIsNone) {
  EXPECT_EQ(quoted_length(R"(x "a\"b" c)", 2), 6u);
  EXPECT_EQ(quoted_length("'a''b' c", 0), 6u);
  EXPECT_EQ(quoted_length("''", 0), 2u);
  EXPECT_FALSE(quoted_length(R"("abc\")", 0));
  EXPECT_FALSE(quoted_length("'abc''", 0));
}

}  // namespace
}  // namespace hopproof

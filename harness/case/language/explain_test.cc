#include "harness/case/language/explain.hh"

#include "harness/case/language/language.hh"
#include "harness/case/probe.hh"

#include <algorithm>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Explain, SaysTypeDefaultAndMeaning) {
  EXPECT_EQ(explain_key("payload"),
            "payload (in a probe): bytes, default 16\n  sent with the request\n");
  EXPECT_FALSE(explain_key("paylod"));
}

TEST(Explain, SaysItForEveryPlaceOfAKey) {
  const std::string text = explain_key("finding").value_or("");
  EXPECT_NE(text.find("in an expect block"), std::string::npos);
  EXPECT_NE(text.find("in a need"), std::string::npos);
}

TEST(Explain, KnowsEveryKeyAndThePlaceholder) {
  const auto keys = language_keys();
  EXPECT_TRUE(std::ranges::is_sorted(keys));
  EXPECT_TRUE(std::ranges::binary_search(keys, "NODE"));
  for (const std::string& key : keys) EXPECT_TRUE(explain_key(key)) << key;
}

TEST(Language, EveryKeyHasAMeaningATypeAndAShape) {
  for (const KeyTable* table : key_tables()) {
    for (const Key& key : table->keys) {
      EXPECT_FALSE(key.meaning.empty()) << table->name << " " << key.name;
      EXPECT_FALSE(key.type.empty()) << table->name << " " << key.name;
      ASSERT_TRUE(key.shape) << table->name << " " << key.name;
      EXPECT_FALSE(key.shape->expected().empty()) << table->name << " " << key.name;
    }
  }
}

TEST(Language, EveryKindOfProbeHasARowThatSaysWhatGoesWithIt) {
  const std::vector<std::string> kinds = probe_words();
  for (const std::string& word : kinds) {
    ASSERT_TRUE(probe_table().find(word)) << word;
    EXPECT_FALSE(probe_table().find(word)->company.empty()) << word;
  }
  for (const Key& key : probe_table().keys) {
    if (key.company.empty()) continue;
    EXPECT_NE(std::ranges::find(kinds, key.name), kinds.end()) << key.name;
    for (const std::string& beside : key.company) EXPECT_TRUE(probe_table().find(beside)) << beside;
  }
}

}  // namespace
}  // namespace hopproof

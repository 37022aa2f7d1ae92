#include "harness/case/language/language.hh"
#include "harness/case/load.hh"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <regex.h>

namespace hopproof {
namespace {

using nlohmann::json;

json schema() { return json::parse(case_schema()); }

TEST(Schema, IsDraft07AndNamesEveryKey) {
  const json whole = schema();
  EXPECT_EQ(whole["$schema"], "http://json-schema.org/draft-07/schema#");
  for (const KeyTable* table : key_tables()) {
    const json& definition = whole["definitions"][table->name];
    for (const std::string& key : table->names()) {
      EXPECT_TRUE(definition["properties"].contains(key)) << table->name << " " << key;
    }
  }
}

TEST(Schema, RefusesUnknownKeysExceptNodesInAStep) {
  const json definitions = schema()["definitions"];
  for (const auto& [name, definition] : definitions.items()) {
    const json& others = definition["additionalProperties"];
    EXPECT_EQ(others.is_boolean(), name != "step" && name != "meanwhile") << name;
  }
}

TEST(Schema, RequiresWhatTheParserRequires) {
  EXPECT_EQ(schema()["definitions"]["case"]["required"],
            json({"case", "name", "networks", "nodes", "steps"}));
}

bool is_regular_expression(const std::string& pattern) {
  regex_t compiled;
  if (regcomp(&compiled, pattern.c_str(), REG_EXTENDED | REG_NOSUB) != 0) return false;
  regfree(&compiled);
  return true;
}

void check_patterns(const json& value) {
  if (value.is_object() && value.contains("pattern") && value["pattern"].is_string()) {
    EXPECT_TRUE(is_regular_expression(value["pattern"])) << value["pattern"];
  }
  if (!value.is_structured()) return;
  for (const json& child : value) check_patterns(child);
}

TEST(Schema, PatternsAreValid) { check_patterns(schema()); }

/// Returns how many references there are.
int check_references(const json& value, const json& definitions) {
  if (!value.is_structured()) return 0;
  int count = 0;
  if (value.is_object() && value.contains("$ref")) {
    const std::string reference = value["$ref"];
    const std::string prefix = "#/definitions/";
    EXPECT_EQ(reference.substr(0, prefix.size()), prefix);
    EXPECT_TRUE(definitions.contains(reference.substr(prefix.size()))) << reference;
    ++count;
  }
  for (const json& child : value) count += check_references(child, definitions);
  return count;
}

TEST(Schema, ReferencesLeadSomewhere) {
  EXPECT_GE(check_references(schema(), schema()["definitions"]), int(key_tables().size()));
}

}  // namespace
}  // namespace hopproof

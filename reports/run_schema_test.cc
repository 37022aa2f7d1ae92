#include "reports/run_schema.hh"

#include "harness/verdict/result_json.hh"
#include "reports/sample_result.hh"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hopproof::reports {
namespace {

using nlohmann::json;

/// Walks a value beside its schema: every key must be described; what was met is in `met`.
class Walk {
 public:
  explicit Walk(json schema) : schema_(std::move(schema)) {}

  void value(const json& value, json node, const std::string& path) {
    std::string name = path;
    if (node.contains("$ref")) {
      name = node["$ref"].get<std::string>().substr(std::string("#/definitions/").size());
      node = schema_["definitions"][name];
    }
    if (value.is_array()) {
      for (const json& item : value) this->value(item, node["items"], path);
    } else if (value.is_object() && node.contains("properties")) {
      object(value, node["properties"], name);
    }
  }

  /// Keys that are described and never met.
  std::set<std::string> not_met() const {
    std::set<std::string> missing;
    for (const auto& [name, definition] : schema_["definitions"].items()) {
      if (!definition.contains("properties")) continue;
      for (const auto& [key, ignored] : definition["properties"].items()) {
        if (!met_.contains(name + "." + key)) missing.insert(name + "." + key);
      }
    }
    return missing;
  }

 private:
  void object(const json& value, const json& properties, const std::string& name) {
    for (const auto& [key, item] : value.items()) {
      EXPECT_TRUE(properties.contains(key)) << name << "." << key << " is not in run.schema.json";
      met_.insert(name + "." + key);
      if (properties.contains(key)) this->value(item, properties[key], name + "." + key);
    }
  }

  json schema_;
  std::set<std::string> met_;
};

TEST(RunSchema, DescribesEveryFieldAndNoOther) {
  const json schema = json::parse(run_schema());
  Walk walk(schema);
  walk.value(json::parse(verdict::to_json(sample_result())), schema, "run");
  EXPECT_EQ(walk.not_met(), std::set<std::string>{});
}

}  // namespace
}  // namespace hopproof::reports

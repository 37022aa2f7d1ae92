#include "harness/case/language/language.hh"
#include "harness/case/load.hh"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hopproof {
namespace {

using Json = nlohmann::ordered_json;

Json choices_schema(const ScalarType& type) {
  Json words = Json::array();
  for (const std::string& choice : type.choices) words.push_back(choice);
  return {{"enum", std::move(words)}};
}

Json range_schema(const ScalarType::Range& range) {
  return {{"type", "integer"}, {"minimum", range.min}, {"maximum", range.max}};
}

/// An editor knows 1 as a number and true as a boolean; here they are texts like any other.
Json free_text_schema(const ScalarType& type) {
  if (type.pattern.empty()) return {{"type", {"string", "number", "boolean"}}};
  return {{"type", "string"}, {"pattern", type.pattern}};
}

Json any_of(std::vector<Json> forms) {
  if (forms.size() == 1) return std::move(forms.front());
  return {{"anyOf", std::move(forms)}};
}

Json scalar_schema(const ScalarType& type) {
  if (&type == &scalar::version) return {{"const", 1}};
  std::vector<Json> forms;
  if (!type.choices.empty()) forms.push_back(choices_schema(type));
  if (type.range) forms.push_back(range_schema(*type.range));
  if (type.check || forms.empty()) forms.push_back(free_text_schema(type));
  return any_of(std::move(forms));
}

Json shape_schema(const Shape& shape) {
  std::vector<Json> forms;
  if (shape.scalar) forms.push_back(scalar_schema(*shape.scalar));
  if (shape.element) {
    Json list{{"type", "array"}, {"items", shape_schema(*shape.element)}};
    if (shape.needs_one) list["minItems"] = 1;
    forms.push_back(std::move(list));
  }
  if (shape.table) forms.push_back({{"$ref", "#/definitions/" + shape.table->name}});
  if (shape.value) {
    Json map{{"type", "object"}, {"additionalProperties", shape_schema(*shape.value)}};
    if (!shape.name->pattern.empty()) map["propertyNames"] = {{"pattern", shape.name->pattern}};
    if (shape.needs_one) map["minProperties"] = 1;
    forms.push_back(std::move(map));
  }
  if (shape.may_be_empty) forms.push_back({{"type", "null"}});
  return any_of(std::move(forms));
}

Json key_schema(const Key& key) {
  const std::string fallback =
      key.fallback.empty() ? "" : fmt::format(" (default: {})", key.fallback);
  Json schema{{"description", key.meaning + fallback}};
  schema.update(shape_schema(*key.shape));
  // Beside a $ref draft-07 reads nothing else.
  if (!schema.contains("$ref")) return schema;
  return {{"description", schema["description"]},
          {"allOf", Json::array({shape_schema(*key.shape)})}};
}

Json table_schema(const KeyTable& table) {
  Json properties = Json::object();
  Json needed = Json::array();
  Json others = false;
  for (const Key& key : table.keys) {
    if (key.use == Key::Use::placeholder) {
      others = key_schema(key);
      continue;
    }
    properties[key.name] = key_schema(key);
    if (key.use == Key::Use::required) needed.push_back(key.name);
  }
  Json schema{{"type", "object"},
              {"additionalProperties", std::move(others)},
              {"properties", std::move(properties)}};
  if (!needed.empty()) schema["required"] = std::move(needed);
  return schema;
}

}  // namespace

std::string case_schema() {
  Json definitions = Json::object();
  for (const KeyTable* table : key_tables()) definitions[table->name] = table_schema(*table);
  const Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                    {"title", "hopproof case file, version 1"},
                    {"allOf", Json::array({shape_schema(case_shape())})},
                    {"definitions", std::move(definitions)}};
  return schema.dump(2) + "\n";
}

}  // namespace hopproof

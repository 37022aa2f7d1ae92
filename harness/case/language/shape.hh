#pragma once

#include "harness/case/language/scalar_type.hh"

#include <string>
#include <vector>

namespace hopproof {

class DiagnosticSink;
struct KeyTable;
struct YamlNode;

/// What may stand at one place of a case file: any of a scalar, a list, a map with known keys or a
/// map of names. The parser's checks, the JSON schema and `explain` all read this.
struct Shape {
  std::string title{};                 ///< "an address or a list"; "": that of the scalar
  const ScalarType* scalar = nullptr;  ///< it may be one of these words
  const Shape* element = nullptr;      ///< it may be a list of these
  const KeyTable* table = nullptr;     ///< it may be a map with these keys
  const ScalarType* name = nullptr;    ///< it may be a map of such names ...
  const Shape* value = nullptr;        ///< ... to these
  bool may_be_empty = false;           ///< "lan:" with nothing behind it
  bool needs_one = false;              ///< a list or map without anything in it is an error

  /// What belongs here, for messages.
  const std::string& expected() const { return title.empty() && scalar ? scalar->title : title; }
};

/// One key of the language.
struct Key {
  enum class Use { optional, required, placeholder };

  std::string name;  ///< of a placeholder: the word in its place, such as NODE
  const Shape* shape = nullptr;
  std::string type;     ///< as the documentation says it: "node or list"
  std::string meaning;  ///< one sentence
  Use use = Use::optional;
  std::string fallback{};  ///< the default
  /// Of a key that says which kind its map is of: the keys that go with that kind. One that stands
  /// in no such list goes with all.
  std::vector<std::string> company{};
};

/// The keys of one kind of map.
struct KeyTable {
  std::string name;   ///< "probe"
  std::string title;  ///< "a probe"
  std::vector<Key> keys;

  const Key* find(std::string_view key) const;
  /// The entry for every key that is none of the others, or null.
  const Key* placeholder() const;
  /// The keys as they are written, without a placeholder.
  std::vector<std::string> names() const;
  /// May `key` stand beside the key that says the kind?
  bool goes_with(std::string_view key, std::string_view kind) const;
};

/// Compares a tree with the shape it may have and reports every difference. What is wrong is
/// dropped from the tree and its surroundings are marked as flawed, so that readers meet only what
/// fits; an entry of a map of names keeps its name, for others may refer to it.
void check_shape(YamlNode& root, const Shape& shape, DiagnosticSink& diagnostics);

}  // namespace hopproof

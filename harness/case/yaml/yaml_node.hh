#pragma once

#include "harness/case/text/place.hh"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// One node of the YAML subset that case files are written in. Scalars keep their text: what a
/// number or a word is, its reader decides.
struct YamlNode {
  /// refused: already reported, such as an alias.
  enum class Kind { empty, scalar, list, map, refused };
  enum class Style { plain, single_quoted, double_quoted, block };

  Kind kind = Kind::empty;
  Style style = Style::plain;
  std::string text;            ///< of a scalar, without quotes and escapes
  size_t offset = 0;           ///< of its first byte in the source, the quote or the '|' included
  Place place;                 ///< of a list or map: where it begins
  std::vector<YamlNode> keys;  ///< of a map, one for each child
  std::vector<YamlNode> children;  ///< of a list or map
  bool flawed = false;             ///< something in it was reported and dropped

  bool is(Kind wanted) const { return kind == wanted; }
  /// The value of a key, or null.
  const YamlNode* find(std::string_view key) const;
  /// "a text", "a list", "a map", "nothing".
  std::string_view kind_name() const;
};

}  // namespace hopproof

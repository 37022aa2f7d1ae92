#pragma once

#include "harness/case/text/source_text.hh"
#include "harness/case/yaml/yaml_node.hh"

#include <optional>

namespace hopproof {

/// Finds where parts of a scalar's text are in the source: behind quotes, escapes, folded lines
/// and the indentation of a block. It remembers where it was, so that the lines of a long block,
/// asked for one after another, cost one walk through it.
class PlaceFinder {
 public:
  explicit PlaceFinder(const SourceText& source) : source_(source) {}

  /// The place of bytes [offset, offset + length) of the scalar's text. The scalar must not change
  /// or go as long as the finder lives.
  Place find(const YamlNode& scalar, size_t offset, size_t length);

 private:
  size_t source_offset(const YamlNode& scalar, size_t offset);

  const SourceText& source_;
  const YamlNode* scalar_ = nullptr;
  size_t text_offset_ = 0;    ///< of `scalar_`, as asked for last
  size_t source_offset_ = 0;  ///< of the character or escape that it is in
  size_t inside_ = 0;         ///< bytes of that escape before it
};

/// Bytes from the opening quote at `offset` to behind the closing one; nullopt when the quote is
/// never closed, which yaml-cpp reads in silence at the end of a file.
std::optional<size_t> quoted_length(std::string_view source, size_t offset);

}  // namespace hopproof

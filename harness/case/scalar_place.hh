#pragma once

#include "harness/case/source_text.hh"
#include "harness/case/yaml_node.hh"

#include <optional>

namespace hopproof {

/// Where bytes [offset, offset + length) of a scalar's text stand in the source: behind quotes,
/// escapes, folded lines and the indentation of a block.
Place place_in_scalar(const SourceText& source, const YamlNode& scalar, size_t offset,
                      size_t length);

/// Bytes from the opening quote at `offset` to behind the closing one; nullopt when the quote is
/// never closed, which yaml-cpp reads in silence at the end of a file.
std::optional<size_t> quoted_length(std::string_view source, size_t offset);

}  // namespace hopproof

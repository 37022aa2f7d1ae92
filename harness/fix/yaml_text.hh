#pragma once

#include "harness/case/yaml/yaml_node.hh"

#include <cstddef>
#include <string>
#include <string_view>

namespace hopproof::fix {

/// A text as a YAML scalar that may stand anywhere, in braces as well: plain where it can be.
std::string yaml_scalar(std::string_view text);

/// The offset of the bracket that closes the one at `open`; npos when none does.
size_t closing_bracket(std::string_view source, size_t open);

/// Where the line of an offset begins, and where the next one does.
size_t line_start(std::string_view source, size_t offset);
size_t next_line(std::string_view source, size_t offset);

/// The offset behind a plain or quoted scalar on one line; npos for any other.
size_t scalar_end(std::string_view source, const YamlNode& scalar);

/// Behind the last line of a block that ends before `limit`: blank lines and comments between are
/// not the block's.
size_t block_end(std::string_view source, size_t begin, size_t limit);

}  // namespace hopproof::fix

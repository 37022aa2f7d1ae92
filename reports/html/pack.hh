#pragma once

#include <string>
#include <string_view>

namespace hopproof::reports::html {

/// The text as base64 of gzip: what the page's script opens with DecompressionStream. The same text
/// makes the same bytes.
std::string pack(std::string_view text);

}  // namespace hopproof::reports::html

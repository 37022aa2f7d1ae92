#pragma once

#include <string>
#include <string_view>

namespace hopproof::html {

/// Strangers' text as HTML text or attribute value: nothing in it can be markup. Control characters
/// other than newline and tab become U+FFFD.
std::string escape(std::string_view text);

/// Letters, digits and dashes only: for ids and links.
std::string slug(std::string_view text);

}  // namespace hopproof::html

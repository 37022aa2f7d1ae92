#pragma once

#include <string>
#include <string_view>

namespace hopproof::reports {

/// Valid UTF-8 for any bytes: what is none becomes U+FFFD.
std::string as_utf8(std::string_view text);

/// Text for XML 1.0 and HTML, in elements and in quoted attributes: markup is escaped, and control
/// characters, which XML cannot hold, become U+FFFD.
std::string escape_markup(std::string_view text);

/// On one line: line ends and tabs as spaces, other control characters as '?'.
std::string one_line(std::string_view text);

}  // namespace hopproof::reports

#pragma once

#include <string>
#include <string_view>

namespace hopproof::reports {

/// The text broken at blanks so that lines end before column 100; every line after the first begins
/// with `indent`, which the first is taken to stand behind. Ends with '\n'.
std::string wrapped(std::string_view text, std::string_view indent);

}  // namespace hopproof::reports

#pragma once

#include <string>
#include <string_view>

namespace hopproof::fix {

/// The lines that differ, as diff -u prints them with three lines around, for patch(1); "" when
/// none does.
std::string unified_diff(std::string_view file, std::string_view before, std::string_view after);

}  // namespace hopproof::fix

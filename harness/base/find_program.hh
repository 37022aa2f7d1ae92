#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hopproof {

/// Where this host has a program: the first of this name in PATH, or in the folders that only
/// root's PATH names, that is not this very program under another name.
std::optional<std::string> find_program(std::string_view name);

}  // namespace hopproof

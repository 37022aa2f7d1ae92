#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hopproof {

/// Number of single-letter edits (insert, delete, replace, swap of neighbours) between two words.
int edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word`, or "" when none is near enough to be meant.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "; did you mean 'X'?" or "".
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace hopproof

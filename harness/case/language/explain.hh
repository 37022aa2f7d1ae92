#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// Every key of the language, sorted.
std::vector<std::string> language_keys();

/// What a key means, wherever it may stand, one paragraph each; nullopt when it is not a key.
std::optional<std::string> explain_key(std::string_view word);

/// "; 'serves' belongs in a node", or "" when the word is not a key at all.
std::string where_it_belongs(std::string_view word);

}  // namespace hopproof

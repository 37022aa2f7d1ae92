#pragma once

#include <string>
#include <vector>

namespace hopproof::netfilter {

/// One line that split_words() takes apart into these words again.
std::string join_words(const std::vector<std::string>& words);

}  // namespace hopproof::netfilter

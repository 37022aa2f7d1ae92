#pragma once

#include <string>
#include <string_view>

namespace hopproof::netns {

/// One word for a POSIX shell, in single quotes where it needs any.
std::string shell_word(std::string_view word);

/// A line that was split into words as a shell does, so that a shell reads the same words again
/// and nothing else: no $, no ;, no redirection. A line that cannot be split is one word.
std::string shell_line(std::string_view line);

}  // namespace hopproof::netns

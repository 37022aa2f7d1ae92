#pragma once

#include <string>
#include <string_view>

namespace hopproof::cli {

/// Text of ours in the language of man pages, mdoc(7): '\' and a '.' or ''' at the start of a line
/// are taken for themselves, an ASCII '-' stays one (so that a flag can be copied).
std::string mdoc_text(std::string_view text);

/// The same for a part of a line, without the line end.
std::string mdoc_word(std::string_view text);

/// One argument of a macro: quoted, so that words such as "No" are not taken for macros.
std::string mdoc_argument(std::string_view text);

/// Paragraphs as --help shows them: a blank line begins a new one, and lines that are indented, or
/// that follow "Example:", stay as they are.
std::string mdoc_paragraphs(std::string_view text);

/// The first lines of every page. `date`: "December 1, 2026".
std::string mdoc_head(std::string_view title, int section, std::string_view date);

}  // namespace hopproof::cli

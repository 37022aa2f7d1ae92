#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// The lines of a text, without their '\n'. The last one needs none, and an empty text has no line.
/// Views of `text`, which must outlive them.
std::vector<std::string_view> lines_of(std::string_view text);

/// The words between blanks (isspace() of the C locale), as views of `text`.
std::vector<std::string_view> words_of(std::string_view text);

/// The parts between separators, empty ones too: "a,,b" is a, "", b; "" is one empty part.
std::vector<std::string_view> split_at(std::string_view text, char separator);
std::vector<std::string_view> split_at(std::string_view text, std::string_view separator);

/// The words in one text, with the separator between any two.
std::string joined(std::span<const std::string> words, std::string_view separator);

/// A space, tab or end of a line.
inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// A to Z in small letters; all other bytes as they are.
std::string lowered(std::string_view text);
/// a to z in capital letters; all other bytes as they are.
std::string raised(std::string_view text);

/// Without what stands of `blanks` at both ends.
std::string_view trimmed(std::string_view text, std::string_view blanks = " \t\r\n");

}  // namespace hopproof

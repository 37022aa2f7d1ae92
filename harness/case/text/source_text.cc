#include "harness/case/text/source_text.hh"

#include "harness/case/load.hh"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace hopproof {
namespace {

bool is_blank_line_or_comment(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t\r");
  return first == std::string_view::npos || line[first] == '#';
}

bool holds_nothing(std::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (!is_blank_line_or_comment(text.substr(0, end))) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

bool is_control(unsigned char c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

/// Bytes of the UTF-8 sequence at the front of `text`; 0 when it is none (RFC 3629: no overlong
/// forms, no surrogates, nothing above U+10FFFF).
size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  uint32_t code = first & (0x7fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3fu);
  }
  constexpr std::array<uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  return code < smallest[length] || code > 0x10ffff || surrogate ? 0 : length;
}

std::optional<TextFault> find_bad_character(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    if (text[i] == '\0') return TextFault{i, "this is a binary file: it contains a NUL byte"};
    const auto c = static_cast<unsigned char>(text[i]);
    if (is_control(c)) {
      return TextFault{i, fmt::format("this is not text: control character 0x{:02x}", c)};
    }
    const size_t length = utf8_length(text.substr(i));
    if (length == 0) return TextFault{i, fmt::format("this is not UTF-8: byte 0x{:02x}", c)};
    i += length;
  }
  return std::nullopt;
}

}  // namespace

SourceText::SourceText(std::string text) : text_(std::move(text)), line_starts_{0} {
  for (size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
}

Place SourceText::place(size_t offset, size_t length) const {
  offset = std::min(offset, text_.size());
  const auto after = std::ranges::upper_bound(line_starts_, offset);
  const size_t start = *(after - 1);
  const auto number = static_cast<int>(after - line_starts_.begin());
  const size_t end = start + line(number).size();
  const size_t clipped = std::min(length, end - std::min(offset, end));
  return {number, int(offset - start) + 1, int(clipped)};
}

std::string_view SourceText::line(int number) const {
  if (number < 1 || size_t(number) > line_starts_.size()) return "";
  const size_t start = line_starts_[size_t(number) - 1];
  std::string_view rest = text();
  rest.remove_prefix(start);
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

std::optional<TextFault> find_text_fault(std::string_view text) {
  if (text.size() > CaseLimits::bytes) {
    return TextFault{0, fmt::format("the file is too long: a case file has at most {} bytes",
                                    CaseLimits::bytes)};
  }
  if (auto fault = find_bad_character(text)) return fault;
  if (holds_nothing(text)) return TextFault{0, "the file is empty"};
  return std::nullopt;
}

}  // namespace hopproof

#include "reports/text_safety.hh"

#include <cstdint>

namespace hopproof::reports {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

bool is_continuation(char c) { return (static_cast<uint8_t>(c) & 0xc0) == 0x80; }

/// Bytes of the character that `first` begins; 0 when none begins so.
size_t announced(uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/// The second byte's range is narrower after some first ones (RFC 3629): no overlong forms, no
/// surrogates, nothing above U+10FFFF.
bool is_allowed_pair(uint8_t first, uint8_t second) {
  if (first == 0xe0) return second >= 0xa0;
  if (first == 0xed) return second < 0xa0;
  if (first == 0xf0) return second >= 0x90;
  return first != 0xf4 || second < 0x90;
}

/// Length of the valid character at the start of `text`; 0: there is none.
size_t character(std::string_view text) {
  const size_t length = announced(static_cast<uint8_t>(text[0]));
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  const bool fits =
      length == 1 || is_allowed_pair(static_cast<uint8_t>(text[0]), static_cast<uint8_t>(text[1]));
  return fits ? length : 0;
}

bool is_control(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
}

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

/// U+FFFE and U+FFFF are valid UTF-8, and yet no characters of XML.
bool is_noncharacter(std::string_view c) { return c == "\xef\xbf\xbe" || c == "\xef\xbf\xbf"; }

}  // namespace

std::string as_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t length = character(text);
    out += length == 0 ? replacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string escape_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t length = character(text);
    const std::string_view one = text.substr(0, length);
    if (length == 0 || is_control(text[0]) || is_noncharacter(one))
      out += replacement;
    else if (const std::string_view escaped = entity(text[0]); !escaped.empty())
      out += escaped;
    else
      out += one;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string one_line(std::string_view text) {
  std::string out = as_utf8(text);
  for (char& c : out) {
    if (c == '\n' || c == '\r' || c == '\t')
      c = ' ';
    else if (is_control(c))
      c = '?';
  }
  return out;
}

}  // namespace hopproof::reports

#include "harness/case/yaml/scalar_place.hh"

#include "harness/base/text.hh"

#include <algorithm>
#include <charconv>
#include <functional>

namespace hopproof {
namespace {

using Style = YamlNode::Style;

/// One or more bytes of the source, and how many bytes of the scalar's text they are that are no
/// blanks. Folding changes blanks only, so the others can be counted.
struct Unit {
  size_t source_bytes = 1;
  size_t solid_bytes = 0;
};

size_t utf8_size(unsigned code) {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/// \x41, \u0041, \U00000041
Unit read_numeric_escape(std::string_view rest, size_t digits) {
  unsigned code = 0;
  const size_t length = std::min(rest.size(), digits + 2);
  std::from_chars(rest.data() + 2, rest.data() + length, code, 16);
  const bool blank = code < 0x80 && is_blank(char(code));
  return {length, blank ? 0 : utf8_size(code)};
}

Unit read_escape(std::string_view rest) {
  if (rest.size() < 2) return {1, 1};
  switch (rest[1]) {
    case 'x':
      return read_numeric_escape(rest, 2);
    case 'u':
      return read_numeric_escape(rest, 4);
    case 'U':
      return read_numeric_escape(rest, 8);
    case 'N':
    case '_':
      return {2, 2};  // U+0085 and U+00A0
    case 'L':
    case 'P':
      return {2, 3};  // U+2028 and U+2029
    case 'n':
    case 't':
    case 'r':
    case ' ':
    case '\t':
    case '\n':
    case '\r':
      return {2, 0};
    default:
      return {2, 1};
  }
}

Unit read_unit(std::string_view rest, Style style) {
  if (style == Style::double_quoted && rest.front() == '\\') return read_escape(rest);
  if (style == Style::single_quoted && rest.starts_with("''")) return {2, 1};
  return {1, is_blank(rest.front()) ? size_t{0} : size_t{1}};
}

/// Where the text begins: behind the quote, or on the line below a block's '|'.
size_t content_offset(std::string_view source, const YamlNode& scalar) {
  if (scalar.style == Style::plain) return scalar.offset;
  if (scalar.style != Style::block) return scalar.offset + 1;
  const size_t end = source.find('\n', scalar.offset);
  return end == std::string_view::npos ? source.size() : end + 1;
}

/// Walks over up to `solid` bytes that are not blanks and takes them off it. An escape that is more
/// bytes than are left is not passed: what is asked for is inside of it.
size_t skip_solid(std::string_view source, size_t at, size_t& solid, Style style) {
  while (at < source.size() && solid > 0) {
    const Unit unit = read_unit(source.substr(at), style);
    if (unit.solid_bytes > solid) break;
    at += unit.source_bytes;
    solid -= unit.solid_bytes;
  }
  return std::min(at, source.size());
}

/// Over the blanks before a word, however they were folded.
size_t skip_blanks(std::string_view source, size_t at, Style style) {
  while (at < source.size()) {
    const Unit unit = read_unit(source.substr(at), style);
    if (unit.solid_bytes > 0) break;
    at += unit.source_bytes;
  }
  return std::min(at, source.size());
}

}  // namespace

size_t PlaceFinder::source_offset(const YamlNode& scalar, size_t offset) {
  const std::string_view text = scalar.text;
  const std::string_view source = source_.text();
  offset = std::min(offset, text.size());
  if (scalar_ != &scalar || offset < text_offset_) {
    scalar_ = &scalar;
    text_offset_ = 0;
    inside_ = 0;
    source_offset_ = content_offset(source, scalar);
  }
  const std::string_view ahead = text.substr(text_offset_, offset - text_offset_);
  inside_ += size_t(std::ranges::count_if(ahead, std::not_fn(is_blank)));
  source_offset_ = skip_solid(source, source_offset_, inside_, scalar.style);
  text_offset_ = offset;
  const bool at_a_word = offset < text.size() && !is_blank(text[offset]);
  return at_a_word ? skip_blanks(source, source_offset_, scalar.style) : source_offset_;
}

Place PlaceFinder::find(const YamlNode& scalar, size_t offset, size_t length) {
  const size_t begin = source_offset(scalar, offset);
  if (length == 0) return source_.place(begin, 0);
  const size_t last = source_offset(scalar, offset + length - 1);
  return source_.place(begin, std::max(last, begin) - begin + 1);
}

std::optional<size_t> quoted_length(std::string_view source, size_t offset) {
  const char quote = source[offset];
  const Style style = quote == '"' ? Style::double_quoted : Style::single_quoted;
  for (size_t at = offset + 1; at < source.size();) {
    const Unit unit = read_unit(source.substr(at), style);
    if (unit.source_bytes == 1 && source[at] == quote) return at - offset + 1;
    at += unit.source_bytes;
  }
  return std::nullopt;
}

}  // namespace hopproof

#include "harness/case/reader/parse_context.hh"

#include <algorithm>

namespace hopproof {
namespace {

bool ends_a_word(std::string_view text, size_t at) {
  return at >= text.size() ||
         std::string_view(" \t\n:.>'\"").find(text[at]) != std::string_view::npos;
}

size_t find_word(std::string_view text, std::string_view word, size_t from) {
  for (size_t at = text.find(word, from); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    if ((at == 0 || ends_a_word(text, at - 1)) && ends_a_word(text, at + word.size())) return at;
  }
  return std::string_view::npos;
}

}  // namespace

Place part_of(const Place& whole, std::string_view text, std::string_view part) {
  const bool is_verbatim = size_t(whole.length) == text.size();
  if (!is_verbatim) return whole;
  const size_t offset = text.find(part);
  if (offset == std::string_view::npos) return whole;
  return {whole.line, whole.column + int(offset), int(part.size())};
}

Place ParseContext::place_in(const YamlNode& scalar, size_t offset, size_t length) {
  return places.find(scalar, offset, length);
}

Place ParseContext::place_of_word(const YamlNode& scalar, std::string_view word, size_t from) {
  const size_t at = find_word(scalar.text, word, from);
  return at == std::string_view::npos ? scalar.place : place_in(scalar, at, word.size());
}

void ParseContext::add(const YamlNode& scalar, size_t offset, const LineError& error) {
  if (diagnostics.full()) return diagnostics.add({{}, error.message, error.severity});
  const size_t inside = size_t(std::max(error.offset, 0));
  const size_t length = size_t(std::max(error.length, 0));
  diagnostics.add({place_in(scalar, offset + inside, length), error.message, error.severity});
}

}  // namespace hopproof

#include "harness/case/text/diagnostic.hh"

#include "harness/base/bounded_text.hh"
#include "harness/base/sinks.hh"
#include "harness/case/text/source_text.hh"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr size_t widest_quote = 160;

bool continues_a_character(char c) { return (c & 0xc0) == 0x80; }

/// The part of a long line that is shown: [begin, end) holds the word at `column`.
struct Window {
  size_t begin = 0;
  size_t end = 0;
};

Window choose_window(std::string_view line, size_t column) {
  if (line.size() <= widest_quote) return {0, line.size()};
  size_t begin = column > widest_quote / 2 ? column - widest_quote / 2 : 0;
  size_t end = std::min(line.size(), begin + widest_quote);
  while (begin < end && continues_a_character(line[begin])) ++begin;
  while (end < line.size() && continues_a_character(line[end])) ++end;
  return {begin, end};
}

size_t count_characters(std::string_view text) {
  return text.size() - size_t(std::ranges::count_if(text, continues_a_character));
}

std::string quote_from(const Place& place, const SourceText& source) {
  if (place.line < 1) return "";
  const std::string_view line = source.line(place.line);
  const size_t column = std::min(size_t(std::max(place.column, 1)) - 1, line.size());
  const Window window = choose_window(line, column);
  const std::string_view before = line.substr(window.begin, column - window.begin);
  std::string_view word = line.substr(column, window.end - column);
  word = word.substr(0, size_t(std::max(place.length, 0)));
  const size_t tail = std::max(count_characters(word), size_t{1}) - 1;
  const std::string_view cut = window.begin > 0 ? "..." : "";
  return fmt::format("{:>5} | {}{}{}\n      | {:{}}^{:~>{}}\n", place.line, cut,
                     one_line(line.substr(window.begin, window.end - window.begin)),
                     window.end < line.size() ? "..." : "", "",
                     cut.size() + count_characters(before), "", tail);
}

/// A value of any length may be quoted in it.
std::string message_of(const Diagnostic& diagnostic) {
  constexpr size_t most = 800;
  return one_line(shortened(diagnostic.message, most));
}

std::string head(const Diagnostic& diagnostic, std::string_view file_name) {
  const std::string_view severity = diagnostic.severity == Severity::error ? "error" : "warning";
  const Place& place = diagnostic.place;
  if (place.line < 1) {
    return fmt::format("{}: {}: {}\n", one_line(file_name), severity, message_of(diagnostic));
  }
  return fmt::format("{}:{}:{}: {}: {}\n", one_line(file_name), place.line, place.column, severity,
                     message_of(diagnostic));
}

}  // namespace

std::string render(const std::vector<Diagnostic>& diagnostics, std::string_view file_name,
                   std::string_view source) {
  std::vector<Diagnostic> sorted = diagnostics;
  std::ranges::stable_sort(sorted, {}, [](const Diagnostic& diagnostic) {
    return std::tuple(diagnostic.place.line, diagnostic.place.column);
  });
  const SourceText lines{std::string(source)};
  std::string text;
  for (const Diagnostic& diagnostic : sorted) {
    text += head(diagnostic, file_name) + quote_from(diagnostic.place, lines);
  }
  return text;
}

std::string quote(const Place& place, std::string_view source) {
  return quote_from(place, SourceText{std::string(source)});
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::ranges::any_of(diagnostics,
                             [](const Diagnostic& d) { return d.severity == Severity::error; });
}

}  // namespace hopproof

#include "netns/shell_words.hh"

#include "harness/case/text/words.hh"

#include <variant>

namespace hopproof::netns {
namespace {

bool is_plain(char c) {
  const bool alphanumeric =
      (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return alphanumeric || std::string_view("-_./:,=+@%!").find(c) != std::string_view::npos;
}

bool is_plain(std::string_view word) {
  for (const char c : word)
    if (!is_plain(c)) return false;
  return !word.empty();
}

}  // namespace

std::string shell_word(std::string_view word) {
  if (is_plain(word)) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string shell_line(std::string_view line) {
  const auto split = split_words(line);
  const auto* words = std::get_if<std::vector<Token>>(&split);
  if (words == nullptr) return shell_word(line);
  std::string result;
  for (const Token& word : *words) result += (result.empty() ? "" : " ") + shell_word(word.text);
  return result;
}

}  // namespace hopproof::netns

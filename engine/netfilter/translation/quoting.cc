#include "engine/netfilter/translation/quoting.hh"

#include <string_view>

namespace hopproof::netfilter {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view special = "\"\\$`";

bool needs_quotes(std::string_view word) {
  return word.empty() || word.find_first_of("'\"\\") != std::string_view::npos ||
         word.find_first_of(blanks) != std::string_view::npos;
}

std::string in_double_quotes(std::string_view word) {
  std::string quoted = "\"";
  for (const char c : word) {
    if (special.find(c) != std::string_view::npos) quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string join_words(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    line += needs_quotes(word) ? in_double_quotes(word) : word;
  }
  return line;
}

}  // namespace hopproof::netfilter

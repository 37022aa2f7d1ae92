#include "netns/iptables_restore.hh"

#include "harness/base/text.hh"

#include <algorithm>
#include <map>

namespace hopproof::netns {
namespace {

/// iptables-restore knows double quotes and a backslash inside of them, and nothing else.
std::string quoted(const std::string& word) {
  if (!word.empty() && word.find_first_of(" \t\"'\\") == std::string::npos) return word;
  std::string result = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string quoted_line(const std::vector<std::string>& words) {
  std::vector<std::string> quoted_words;
  for (const std::string& word : words) quoted_words.push_back(quoted(word));
  return joined(quoted_words, " ");
}

/// The number that stands behind "line" at `at`, or nullopt.
std::optional<size_t> number_behind(std::string_view text, size_t at) {
  const size_t digit = text.find_first_not_of(": ", at);
  if (digit == std::string_view::npos || digit == at) return std::nullopt;
  const size_t end = std::min(text.find_first_not_of("0123456789", digit), text.size());
  const auto number = parse_number(text.substr(digit, end - digit), 1'000'000);
  return number ? std::optional<size_t>(*number) : std::nullopt;
}

/// Without "iptables-restore v1.8.9 (nf_tables): ".
std::string_view without_program(std::string_view line) {
  const size_t end = line.find(": ");
  const std::string_view head = line.substr(0, end);
  const bool program =
      head.starts_with("iptables-restore") || head.starts_with("ip6tables-restore");
  if (!program) return line;
  return end == std::string_view::npos ? std::string_view() : line.substr(end + 2);
}

bool is_advice(std::string_view line) {
  return line.empty() || line.starts_with("Try `") || line.starts_with("Error occurred at line");
}

}  // namespace

std::vector<std::string> words_without_table(const IptablesRule& rule) {
  std::vector<std::string> words;
  for (size_t i = 0; i < rule.words.size(); ++i) {
    const std::string& word = rule.words[i].text;
    if (i == 0 && (word == "iptables" || word == "ip6tables")) continue;
    if (word == "-t" || word == "--table") {
      ++i;
      continue;
    }
    const bool bundled = word.starts_with("-t") && !word.starts_with("--");
    if (!bundled && !word.starts_with("--table=")) words.push_back(word);
  }
  return words;
}

RestoreInput compose_restore_input(const std::vector<IptablesRule>& rules) {
  std::vector<std::string> tables;
  for (const IptablesRule& rule : rules)
    if (std::ranges::find(tables, rule.table) == tables.end()) tables.push_back(rule.table);
  RestoreInput input;
  const auto add = [&](const std::string& line, std::optional<size_t> rule) {
    input.text += line + '\n';
    input.rule_of_line.push_back(rule);
  };
  for (const std::string& table : tables) {
    add("*" + table, std::nullopt);
    for (size_t i = 0; i < rules.size(); ++i)
      if (rules[i].table == table) add(quoted_line(words_without_table(rules[i])), i);
    add("COMMIT", std::nullopt);
  }
  return input;
}

std::optional<size_t> failed_line(std::string_view output) {
  constexpr std::string_view word = "line";
  for (size_t at = output.find(word); at != std::string_view::npos; at = output.find(word, at + 1))
    if (const auto number = number_behind(output, at + word.size())) return number;
  return std::nullopt;
}

std::string complaint_of(std::string_view output) {
  std::vector<std::string> complaints;
  for (const std::string_view line : lines_of(output)) {
    const std::string_view words = without_program(line);
    if (is_advice(words)) continue;
    complaints.emplace_back(words);
  }
  return joined(complaints, "; ");
}

}  // namespace hopproof::netns

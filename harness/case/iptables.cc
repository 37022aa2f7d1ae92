#include "harness/case/iptables.hh"

#include <array>

namespace hopproof {

bool IptablesRule::needs_conntrack() const { return table == "nat"; }

std::variant<ParsedRule, LineError> parse_iptables(std::string_view line, Family) {
  auto words = split_words(line);
  if (auto* error = std::get_if<LineError>(&words)) return std::move(*error);
  ParsedRule parsed;
  parsed.rule.words = std::get<std::vector<Token>>(std::move(words));
  for (size_t i = 0; i + 1 < parsed.rule.words.size(); ++i) {
    const std::string& word = parsed.rule.words[i].text;
    const std::string& next = parsed.rule.words[i + 1].text;
    if (word == "-t") parsed.rule.table = next;
    if (word == "-A" || word == "-I" || word == "-P") parsed.rule.chain = next;
    if (word == "-j") parsed.rule.target = next;
  }
  return parsed;
}

}  // namespace hopproof

#include "harness/verdict/checks/text_match.hh"

#include "harness/base/text.hh"
#include "harness/case/packet/address_pattern.hh"

#include <algorithm>
#include <optional>

namespace hopproof::verdict {
namespace {

constexpr std::string_view punctuation = ",;.!?:)'\"";

/// CIP, VIP, RIP, DIP with or without a port; nullopt for every other word.
std::optional<AddressPattern> role_word(std::string_view word) {
  const bool is_role = word.starts_with("CIP") || word.starts_with("VIP") ||
                       word.starts_with("RIP") || word.starts_with("DIP");
  if (!is_role) return std::nullopt;
  Token token;
  token.text = word;
  token.length = static_cast<int>(word.size());
  const auto parsed = parse_address_pattern(token);
  const auto* address = std::get_if<AddressPattern>(&parsed);
  const bool named = !address || address->kind == AddressPattern::Kind::name;
  return named ? std::nullopt : std::optional(*address);
}

bool is_open(const AddressPattern& resolved) {
  return resolved.port.kind == PortPattern::Kind::any ||
         resolved.port.kind == PortPattern::Kind::word;
}

/// "10.0.0.1:" of "10.0.0.1:any".
std::string up_to_port(const std::string& text) { return text.substr(0, text.rfind(':') + 1); }

}  // namespace

std::variant<TextPattern, std::string> TextPattern::make(std::string_view text, const Names& names,
                                                         const Words& words) {
  TextPattern pattern;
  for (const std::string_view word : words_of(text)) {
    Word wanted{std::string(word), false, word == "any"};
    std::string shown = wanted.start;
    if (const auto role = role_word(word)) {
      const std::vector<IpAddress> meant = names.addresses(*role);
      if (meant.size() != 1) return doubt_text(*role, meant);
      const AddressPattern address = names.resolved(*role, words);
      shown = address.text();
      wanted.open = is_open(address);
      wanted.start = wanted.open ? up_to_port(shown) : shown;
    }
    pattern.text_ += (pattern.text_.empty() ? "" : " ") + shown;
    pattern.words_.push_back(std::move(wanted));
  }
  return pattern;
}

bool TextPattern::Word::is(std::string_view printed) const {
  if (anything) return true;
  if (!printed.starts_with(start)) return false;
  std::string_view rest = printed.substr(start.size());
  if (open) {
    const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0) return false;
    rest.remove_prefix(digits);
  }
  return rest.find_first_not_of(punctuation) == rest.npos;
}

bool TextPattern::is_in_line(const std::vector<std::string_view>& printed) const {
  const auto matches = [](const Word& word, std::string_view text) { return word.is(text); };
  const auto found =
      std::search(printed.begin(), printed.end(), words_.begin(), words_.end(),
                  [&](std::string_view text, const Word& word) { return matches(word, text); });
  return found != printed.end();
}

bool TextPattern::is_in(std::string_view output) const {
  if (words_.empty()) return true;
  return std::ranges::any_of(lines_of(output),
                             [&](std::string_view line) { return is_in_line(words_of(line)); });
}

}  // namespace hopproof::verdict

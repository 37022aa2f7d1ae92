#include "harness/case/nftables/nft_words.hh"

#include <algorithm>
#include <array>

namespace hopproof {
namespace {

constexpr std::string_view blank_letters = " \t\r";
constexpr std::string_view ends_word = " \t\r\n{};\"#";

constexpr auto verdicts = std::to_array<std::string_view>(
    {"accept", "drop", "reject", "return", "continue", "jump", "goto", "queue", "masquerade",
     "snat", "dnat", "redirect", "tproxy"});

NftWord::Kind kind_of(char letter) {
  using Kind = NftWord::Kind;
  switch (letter) {
    case '{':
      return Kind::open;
    case '}':
      return Kind::close;
    case ';':
    case '\n':
      return Kind::end;
    case '"':
      return Kind::quoted;
    default:
      return Kind::word;
  }
}

size_t length_of(std::string_view text, size_t at, NftWord::Kind kind) {
  if (kind == NftWord::Kind::word)
    return std::min(text.find_first_of(ends_word, at), text.size()) - at;
  if (kind != NftWord::Kind::quoted) return 1;
  const size_t close = text.find_first_of("\"\n", at + 1);
  if (close == std::string_view::npos) return text.size() - at;
  return close - at + (text[close] == '"' ? 1 : 0);
}

/// "ct status dnat" asks for a status, "dnat to" translates.
bool is_value(const std::vector<NftWord>& rule, size_t at) {
  if (at == 0) return false;
  const std::string_view before = rule[at - 1].text;
  return before == "status" || before.ends_with(',') || before == "==" || before == "!=" ||
         before == "&" || before == "|";
}

/// Calls `visit(index)` for every plain word outside braces, until it says true.
template <class Visitor>
size_t find_outside(const std::vector<NftWord>& rule, Visitor visit) {
  int depth = 0;
  for (size_t i = 0; i < rule.size(); ++i) {
    if (rule[i].kind == NftWord::Kind::open) ++depth;
    if (rule[i].kind == NftWord::Kind::close) --depth;
    if (depth == 0 && rule[i].kind == NftWord::Kind::word && visit(i)) return i;
  }
  return rule.size();
}

}  // namespace

std::vector<NftWord> nft_words(std::string_view text) {
  std::vector<NftWord> words;
  for (size_t at = 0; at < text.size();) {
    const char letter = text[at];
    if (blank_letters.find(letter) != std::string_view::npos) {
      ++at;
    } else if (letter == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (letter == '\\' && text.substr(at + 1).starts_with('\n')) {
      at += 2;
    } else {
      const NftWord::Kind kind = kind_of(letter);
      const size_t length = length_of(text, at, kind);
      words.push_back({kind, text.substr(at, length), at});
      at += length;
    }
  }
  return words;
}

size_t nft_verdict(const std::vector<NftWord>& rule) {
  return find_outside(rule, [&](size_t i) {
    return std::ranges::find(verdicts, rule[i].text) != verdicts.end() && !is_value(rule, i);
  });
}

bool nft_says(const std::vector<NftWord>& rule, std::string_view word) {
  return find_outside(rule, [&](size_t i) { return rule[i].text == word; }) < rule.size();
}

}  // namespace hopproof

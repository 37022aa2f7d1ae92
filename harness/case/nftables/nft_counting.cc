#include "harness/case/nftables/nft_counting.hh"

#include "harness/case/nftables/nft_words.hh"

#include <algorithm>
#include <functional>
#include <optional>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// Where `counter` belongs in a rule; nullopt where it has none to get.
std::optional<size_t> place_of_counter(std::string_view rule) {
  const std::vector<NftWord> words = nft_words(rule);
  if (nft_says(words, "counter") || nft_says(words, "vmap")) return std::nullopt;
  const size_t verdict = nft_verdict(words);
  if (verdict < words.size()) return words[verdict].start;
  const auto comment = std::ranges::find(words, "comment", &NftWord::text);
  return comment != words.end() ? comment->start : rule.size();
}

bool takes_away(std::string_view text) {
  const auto words = nft_words(text);
  return std::ranges::any_of(
      words, [](const NftWord& word) { return word.text == "delete" || word.text == "destroy"; });
}

}  // namespace

std::string counted_ruleset(std::string text, const std::vector<NftPart>& parts) {
  std::vector<size_t> places;
  std::string policies;
  for (const NftPart& part : parts) {
    if (part.kind == NftPart::Kind::rule) {
      const NftPart::Span& span = part.spans.front();
      if (const auto place = place_of_counter(text.substr(span.start, span.length)))
        places.push_back(span.start + *place);
    } else if (part.kind == NftPart::Kind::policy) {
      policies += fmt::format("\nadd rule {} {} {} counter comment \"{}\"", part.family, part.table,
                              part.chain, nft_policy_comment);
    }
  }
  if (!takes_away(text)) text += policies;
  std::ranges::sort(places, std::greater());
  for (const size_t place : places) text.insert(place, " counter ");
  return text;
}

}  // namespace hopproof

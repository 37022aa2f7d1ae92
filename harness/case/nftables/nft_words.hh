#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace hopproof {

/// A word of a ruleset as nft's scanner cuts it: no comments, no continued lines.
struct NftWord {
  enum class Kind { word, quoted, open, close, end };
  Kind kind = Kind::word;  ///< end: a newline or ';'
  std::string_view text;   ///< quoted: with its quotes
  size_t start = 0;

  size_t stop() const { return start + text.size(); }
};

/// `text` must outlive the words.
std::vector<NftWord> nft_words(std::string_view text);

/// The place of the statement that ends a rule ("drop", "reject with ...", "jump x", "dnat to ...")
/// among its words; their number when there is none outside braces.
size_t nft_verdict(const std::vector<NftWord>& rule);

/// True when one of the words outside braces is this one.
bool nft_says(const std::vector<NftWord>& rule, std::string_view word);

}  // namespace hopproof

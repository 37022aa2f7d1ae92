#pragma once

#include "harness/case/text/diagnostic.hh"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hopproof {

/// What can be taken out of a ruleset: a chain, the policy of one, a rule.
struct NftPart {
  enum class Kind { chain, policy, rule };
  /// Bytes of the text.
  struct Span {
    size_t start = 0, length = 0;
  };

  Kind kind = Kind::rule;
  std::string family, table, chain;  ///< "inet", "filter", "forward"
  std::string name;                  ///< filter.forward, filter.forward.policy, filter.forward.1
  std::string text;                  ///< in one line
  std::vector<Span> spans;           ///< what goes with it; of a chain of the user's own, its rules
  bool inserted = false;             ///< a rule that is put in front of the others of its chain
  std::string hook;                  ///< of a base chain: "forward"; "" of one of the user's own
  std::string type;                  ///< of a base chain: filter, nat or route
  std::string priority;              ///< as written

  bool in_chain_of(const NftPart& other) const {
    return family == other.family && table == other.table && chain == other.chain;
  }
};

/// Reads what `nft -f` reads: blocks `table FAMILY NAME { ... }` and commands, one a line. Finds
/// the parts in the order written; rules are left to nft, which says what is wrong with them. A
/// table's name gets its family in front where two families have a table of that name.
std::variant<std::vector<NftPart>, LineError> parse_nftables(std::string_view text);

/// The text without these bytes: newlines stay, so that no line gets another number.
void blank_out(std::string& text, const std::vector<NftPart::Span>& spans);

}  // namespace hopproof

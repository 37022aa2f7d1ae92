#pragma once

#include "harness/base/address.hh"
#include "harness/case/prints/print.hh"

#include <span>
#include <string>
#include <string_view>

namespace hopproof {

/// Reads what `iptables -nvL` (`-L -n -v`, with --line-numbers too) prints, of one table or of
/// several after another, back into lines that could be typed: -N and -P first, then the rules,
/// each with the packets it counted. `table` is that of the listing; where it is "", it is found by
/// the chains, which is said in `assumed`. A rule with a text that is not known here is in `unread`
/// with that text; so is one that was printed without -n.
Printed read_iptables_listing(std::string_view text, Family family, std::string_view table = "");

/// What a listing shows behind the addresses of a rule, as options of iptables.
struct PrintedMatches {
  std::string matches;  ///< "-m tcp --dport 80"
  std::string target;   ///< options of the target: "--to-source 10.0.0.1"
  bool is_goto = false;
  std::string unknown;  ///< the text that was not understood, to its end; "": all was
};

/// Reads that text. `target` is the word under the header "target".
PrintedMatches read_printed_matches(std::string_view text, std::string_view target);

/// What one phrase of a listing means; the catalogue is `iptables_phrases.cc`.
struct IptablesPhrase {
  /// Words: "!" an optional negation, "%" a value (one that begins with '!' is negated, too),
  /// "%q" a quoted one, else the word itself; "word:%" a word that ends with a value.
  std::string_view pattern;
  /// Options: "~" the negation before one, "$1" "$2" values.
  std::string_view options;
  std::string_view owner;  ///< the match that is to be loaded, or the target it belongs to
};
std::span<const IptablesPhrase> match_phrases();
std::span<const IptablesPhrase> target_phrases();

}  // namespace hopproof

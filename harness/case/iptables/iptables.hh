#pragma once

#include "harness/base/address.hh"
#include "harness/case/text/diagnostic.hh"
#include "harness/case/text/words.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hopproof {

/// One -m NAME with its options, negations included: {"ipvs", [{"--vaddr", "10.0.0.1", negated}]}.
struct MatchOption {
  std::string name;                 ///< long form as iptables-save prints it, "--vaddr"
  std::vector<std::string> values;  ///< empty for a flag such as --ipvs
  bool negated = false;
};
struct Match {
  std::string name;
  std::vector<MatchOption> options;
};

/// A line of `iptables`, checked against the options, matches and targets that hopproof knows.
struct IptablesRule {
  enum class Verb {
    append,
    insert,
    delete_rule,
    replace,
    policy,
    flush,
    new_chain,
    delete_chain,
    zero
  };
  Verb verb = Verb::append;
  std::string table = "filter";
  std::string chain;
  int index = 0;       ///< -I CHAIN N, 0: none given
  std::string target;  ///< "MASQUERADE"; the policy for -P; "" when there is none
  std::vector<Match> matches;
  std::vector<MatchOption> options;  ///< those of no match: -s, -d, -p, -i, -o, and the target's
  std::vector<Token> words;          ///< the whole line

  /// True when the rule needs connection tracking in its namespace (nat table, conntrack match,
  /// CT).
  bool needs_conntrack() const;
};

struct ParsedRule {
  IptablesRule rule;
  std::vector<LineError> warnings;  ///< a match or target that is not known here
};

/// Reads one line of iptables (or ip6tables). A leading word "iptables" is accepted.
std::variant<ParsedRule, LineError> parse_iptables(std::string_view line, Family family);

}  // namespace hopproof

#pragma once

#include "harness/case/case.hh"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopproof::model {

/// A rule or policy where it is tried, and which of the lines that were applied it comes from.
struct PlacedRule {
  const IptablesRule* rule = nullptr;
  size_t line = 0;    ///< counted from 0, as apply() was called
  bool idle = false;  ///< its counter says that it took no packet

  bool is_policy() const { return rule->verb == IptablesRule::Verb::policy; }
};

/// The chains of one node and family as lines of iptables leave them. Rules are kept by pointer:
/// they must outlive it.
class RuleSet {
 public:
  /// -A -I -R -D -P -F -N and -X in the order given, as iptables(8) says; a line that iptables
  /// would refuse changes nothing.
  void apply(const IptablesRule& rule, bool idle = false);
  /// Counts a line that is not for these chains.
  void skip_line() { ++lines_; }
  /// A chain of the user's, as -N does.
  void declare(const std::string& table, const std::string& chain);

  /// In the order in which they are tried; empty for a chain that is not there.
  const std::vector<PlacedRule>& rules(std::string_view table, std::string_view chain) const;
  /// The -P line of a chain; null where none stands, which is ACCEPT.
  const PlacedRule* policy(std::string_view table, std::string_view chain) const;
  /// True for chains of the user's that -N or a rule has named; no -N is asked for where a lab
  /// reports only rules.
  bool has_chain(std::string_view table, std::string_view chain) const;

 private:
  using Name = std::pair<std::string, std::string>;  // table, chain

  void replace(std::vector<PlacedRule>& chain, const PlacedRule& placed);
  void remove(std::vector<PlacedRule>& chain, const IptablesRule& rule);
  void flush(const IptablesRule& rule, bool chains_too);

  size_t lines_ = 0;
  std::map<Name, std::vector<PlacedRule>, std::less<>> chains_;
  std::map<Name, PlacedRule, std::less<>> policies_;
};

/// The rules of a node as its case configures them; `line` counts the items of that family.
RuleSet configured_rules(const Node& node, Family family);

/// The items that configured_rules() applies.
const std::vector<IptablesItem>& rule_items(const Node& node, Family family);

/// True for a rule that asks -m ipvs something.
bool asks_for_ipvs(const IptablesRule& rule);

}  // namespace hopproof::model

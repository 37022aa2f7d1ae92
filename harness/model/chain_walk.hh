#pragma once

#include "harness/model/rule_fit.hh"
#include "harness/model/rule_set.hh"

#include <optional>
#include <string_view>
#include <vector>

namespace hopproof::model {

/// A rule that was tried on the way of a packet through a chain and may end it: one with a verdict
/// or an address translation, or a jump that is not taken.
struct TriedRule {
  PlacedRule rule;
  RuleFit fit;  ///< where it is not sure, `term` is what is not known
  /// False where it is tried only if a rule before it, which is not known to fit, does or does not.
  bool sure = true;
};

/// What becomes of a packet in one built-in chain.
struct ChainWalk {
  std::vector<TriedRule> tried;   ///< in order
  std::optional<PlacedRule> end;  ///< what ends it for certain: a rule, or the policy's line
  std::optional<PlacedRule> untracked_by;  ///< the first NOTRACK that takes it, or may
  PacketShape packet;  ///< as it leaves: with its mark, and UNTRACKED after NOTRACK
};

/// Follows ipt_do_table (net/ipv4/netfilter/ip_tables.c) through user chains: -j comes back, -g
/// goes on where the last -j came from, RETURN in a built-in chain is its policy. MARK and NOTRACK
/// change the packet; CONNMARK and what else restores a mark makes it unknown.
ChainWalk walk(const RuleSet& rules, std::string_view table, std::string_view chain,
               const PacketShape& packet);

/// What a target does to a packet that its rule takes.
enum class TargetEffect {
  takes,    ///< DROP, REJECT
  ends,     ///< the chain lets it pass: ACCEPT, and in nat its translation
  goes_on,  ///< to the next rule, whatever else it does
  unknown,  ///< a program decides, or nobody here knows it
};
TargetEffect effect_of(const IptablesRule& rule);

/// The rule of raw PREROUTING that takes a packet out of connection tracking, or may: NOTRACK, or
/// CT --notrack.
std::optional<PlacedRule> untracking_rule(const RuleSet& rules, const PacketShape& packet);

}  // namespace hopproof::model

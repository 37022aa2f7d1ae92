#pragma once

#include "harness/case/case.hh"
#include "netns/iptables_save.hh"
#include "netns/namespace.hh"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::netns {

/// A rule of nftables, or a chain's policy, as it is in the kernel.
struct LiveNftRule {
  std::string item;  ///< "filter.forward.1"; "" when a command added it
  std::string text;  ///< as nft prints it, without its counter
  std::string family, table, chain;
  std::string hook;     ///< of a base chain, else ""
  int priority = 0;     ///< of a base chain
  bool policy = false;  ///< then `text` is "policy drop"
  std::string verdict;  ///< "drop", "reject", "jump"; "" where it ends in none, or looks one up
  std::optional<RuleCounter> counter;
  uint64_t handle = 0;
};

/// Reads `nft -a list ruleset`. What iptables-nft keeps in nftables, and what hopproof does, is
/// left out; so is a policy of accept.
std::vector<LiveNftRule> parse_nft_listing(std::string_view listing);

/// The `nftables` of one node, applied through the real nft, with counters added
/// (counted_ruleset).
class NftRuleset {
 public:
  /// Throws HostError with nft's message and the line of the case; MissingCapability when nft is
  /// not there. `folder` is where `include` looks. `space` must outlive the ruleset; an empty
  /// ruleset changes nothing.
  NftRuleset(const Namespace& space, const Nftables& wanted, const std::string& folder);

  /// Packets per item that counts, by its name; an item whose rule has gone counts nothing.
  std::map<std::string, RuleCounter> counters() const;
  /// Every rule, and every policy that drops, that is there now, chain by chain.
  std::vector<LiveNftRule> live() const;

 private:
  std::vector<LiveNftRule> list() const;
  void anchor(const std::vector<NftItem>& items);

  const Namespace& space_;
  std::map<std::string, std::string> names_;  ///< of items that are rules or policies, by key_of()
};

}  // namespace hopproof::netns

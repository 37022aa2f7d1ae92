#pragma once

#include "harness/run/directors.hh"
#include "harness/verdict/lab_facts.hh"
#include "netns/firewall.hh"
#include "netns/lab.hh"
#include "netns/nft_ruleset.hh"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hopproof::run {

/// The sets, the iptables and ip6tables rules and the nftables of every node, applied in this
/// order; a director's iptables rules are translated by it.
class Firewalls {
 public:
  Firewalls(netns::Lab& lab, Directors& directors);

  /// Packets per rule: "director.iptables.masquerade" -> 3.
  std::map<std::string, uint64_t> counters() const;
  /// Every rule of a node as it is now. What moved is counted from `before` (counters by path) for
  /// the case's items, else from when a command added the rule.
  std::vector<verdict::RuleFact> rules(const netns::LabNode& node,
                                       const std::map<std::string, uint64_t>& before) const;
  /// Every rule of nftables of a node as it is now, likewise.
  std::vector<verdict::NftRuleFact> nft_rules(const netns::LabNode& node,
                                              const std::map<std::string, uint64_t>& before) const;
  /// What an item was translated to; "" when it was applied as written.
  std::string translation(const std::string& path) const;

 private:
  void apply(netns::LabNode& node, const std::vector<IptablesItem>& items, Family family,
             director::Director* director);

  const Case& deployment_;
  std::vector<std::pair<std::string, netns::Firewall>> firewalls_;  ///< by "NODE.iptables."
  std::map<std::string, netns::NftRuleset> rulesets_;               ///< by node
  std::map<std::string, std::string> translations_;                 ///< by path
};

}  // namespace hopproof::run

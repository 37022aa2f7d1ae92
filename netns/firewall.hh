#pragma once

#include "harness/case/case.hh"
#include "netns/iptables_save.hh"
#include "netns/namespace.hh"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hopproof::netns {

/// A rule as it goes to iptables-restore: the item's name, the user's text and the text applied
/// (they differ where a director translates -m ipvs).
struct AppliedRule {
  std::string item;
  std::string text;
  std::string applied;
};

/// A rule or a policy as it is in the kernel.
struct LiveRule {
  std::string item;  ///< "" when a command added it
  std::string text;  ///< the user's line; else as iptables-save prints it
  RuleCounter counter;
  bool policy = false;
};

/// The iptables (or ip6tables) rules of one node, applied through the real iptables-restore.
class Firewall {
 public:
  /// Throws HostError with iptables-restore's message and the item it is about;
  /// MissingCapability when the program is not there. `space` must outlive the firewall.
  Firewall(const Namespace& space, Family family, std::vector<AppliedRule> rules);

  /// Packets and bytes per item now; an item whose rule has gone counts nothing. A policy counts
  /// what no rule of its chain took. Items that are not rules (-N, -F) are not in it.
  std::map<std::string, RuleCounter> counters() const;
  const std::vector<AppliedRule>& rules() const { return rules_; }
  /// Every rule and policy that is there now, of items and of commands, chain by chain.
  std::vector<LiveRule> live() const;

 private:
  /// Where a rule of an item is found again, also after commands have changed the chain around it.
  struct Anchor {
    size_t rule = 0;                 ///< position in rules_
    std::string table, chain, text;  ///< as iptables-save prints it
    int occurrence = 0;              ///< n-th rule of that text in the chain
    bool policy = false;
  };
  std::vector<IptablesRule> parse() const;
  void restore(const std::vector<IptablesRule>& parsed) const;
  void anchor(const std::vector<IptablesRule>& parsed);
  std::vector<SavedChain> save() const;
  const Anchor* anchor_of(const SavedChain& chain, size_t position) const;
  const Anchor* policy_of(const SavedChain& chain) const;
  std::string program(const char* suffix) const;
  [[noreturn]] void refuse(const AppliedRule& rule, const std::string& why) const;

  const Namespace& space_;
  Family family_;
  std::vector<AppliedRule> rules_;
  std::vector<Anchor> anchors_;  ///< of a line that makes several rules, several
};

}  // namespace hopproof::netns

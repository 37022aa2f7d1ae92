#pragma once

#include "harness/case/case.hh"
#include "netns/iptables_save.hh"
#include "netns/namespace.hh"
#include "netns/netlink/socket.hh"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
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
  /// Where a rule of an item is found again, also after commands have changed the chain around it:
  /// table, chain, the rule's text and how many of that text stand before it.
  using Anchor = std::tuple<std::string, std::string, std::string, int>;
  /// For each rule of a chain, the position in rules_ that it comes from, if any.
  using Lines = std::vector<std::optional<size_t>>;
  std::vector<IptablesRule> parse() const;
  void restore(const std::vector<IptablesRule>& parsed) const;
  void anchor(const std::vector<IptablesRule>& parsed);
  std::vector<SavedChain> save() const;
  std::vector<SavedChain> look() const;
  Lines lines_of(const SavedChain& chain) const;
  std::optional<size_t> policy_of(const SavedChain& chain) const;
  std::string program(const char* suffix) const;
  [[noreturn]] void refuse(const AppliedRule& rule, const std::string& why) const;

  const Namespace& space_;
  Family family_;
  std::vector<AppliedRule> rules_;
  std::map<Anchor, size_t> anchors_;  ///< of a line that makes several rules, several
  std::map<std::pair<std::string, std::string>, size_t> policies_;  ///< by table and chain
  std::unique_ptr<netlink::Socket> nf_tables_;  ///< null where iptables is the legacy one
};

}  // namespace hopproof::netns

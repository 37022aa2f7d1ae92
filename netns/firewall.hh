#pragma once

#include "harness/case/case.hh"
#include "netns/namespace.hh"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hopproof {

struct RuleCounter {
  uint64_t packets = 0;
  uint64_t bytes = 0;
};

/// A rule as it goes to iptables-restore: the item's name, the user's text and the text applied
/// (they differ where a director translates -m ipvs).
struct AppliedRule {
  std::string item;
  std::string text;
  std::string applied;
};

/// The iptables (or ip6tables) rules of one node, applied through the real iptables-restore.
class Firewall {
 public:
  /// Throws HostError with iptables-restore's message and the item it is about.
  Firewall(const Namespace& space, Family family, std::vector<AppliedRule> rules);

  /// Packets and bytes per item now; an item whose rule has gone counts nothing.
  std::map<std::string, RuleCounter> counters() const;
  const std::vector<AppliedRule>& rules() const { return rules_; }

 private:
  struct Anchor {
    std::string table, chain, text;  ///< as iptables-save prints it
    int occurrence = 0;              ///< n-th rule of that text in the chain
    bool policy = false;
  };
  const Namespace& space_;
  Family family_;
  std::vector<AppliedRule> rules_;
  std::vector<Anchor> anchors_;  ///< one for each rule
};

}  // namespace hopproof

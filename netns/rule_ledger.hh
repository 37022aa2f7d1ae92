#pragma once

#include "harness/case/iptables/iptables.hh"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hopproof::netns {

/// Follows lines of iptables as iptables itself does, to know which line each rule of a chain
/// comes from: iptables-save prints rules in its own words, but in the same order.
class RuleLedger {
 public:
  /// `line` is what the rules are remembered as.
  void apply(const IptablesRule& rule, size_t line);

  /// For each rule of the chain, in its order, the line it comes from.
  std::vector<size_t> lines(const std::string& table, const std::string& chain) const;

  /// Every chain that has rules: (table, name).
  std::vector<std::pair<std::string, std::string>> chains() const;

 private:
  struct Entry {
    size_t line;
    std::vector<std::string> specification;  ///< the words behind the chain
  };
  std::map<std::pair<std::string, std::string>, std::vector<Entry>> chains_;
};

}  // namespace hopproof::netns

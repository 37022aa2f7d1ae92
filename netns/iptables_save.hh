#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::netns {

struct RuleCounter {
  uint64_t packets = 0;
  uint64_t bytes = 0;

  RuleCounter& operator+=(const RuleCounter& other);
  bool operator==(const RuleCounter&) const = default;
};

/// A rule as iptables-save prints it behind "-A CHAIN ".
struct SavedRule {
  std::string text;
  RuleCounter counter;
};

struct SavedChain {
  std::string table, name;
  std::string verdict;  ///< of the policy: ACCEPT, DROP; "-" for a chain of the user's own
  RuleCounter policy;   ///< what no rule of a built-in chain took
  std::vector<SavedRule> rules;
};

/// Reads the output of `iptables-save -c`; lines that are none of its own are left out.
std::vector<SavedChain> parse_iptables_save(std::string_view text);

const SavedChain* find_chain(const std::vector<SavedChain>& chains, std::string_view table,
                             std::string_view name);

}  // namespace hopproof::netns

#pragma once

#include "harness/case/case.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hopproof::model {

/// A packet as a lookup sees it (struct flowi4, flowi6).
struct RouteQuery {
  IpAddress destination;
  std::optional<IpAddress> source;  ///< nullopt: not chosen yet
  std::string input;                ///< where it came in; "": the node itself sends it
  std::string output;               ///< the interface that a socket is bound to; "": none
  uint32_t mark = 0;
};

/// A rule with the place that it has in the kernel's list.
struct NumberedRule {
  uint32_t priority = 0;
  PolicyRule rule;
  std::string item;  ///< its path in the case; "": one of the kernel's own three

  /// fib_rule_match, fib4_rule_match, fib6_rule_match.
  bool matches(const RouteQuery& query) const;
  /// What it refuses packets with: EINVAL (blackhole), ENETUNREACH (unreachable), EACCES
  /// (prohibit), as fib4_rule_action says; 0: it looks up its table.
  int error() const;
};

/// The rules of one family in one node, in the order in which they are tried: by priority, equal
/// ones as they were added (fib_nl_newrule). One without priority comes before the second of the
/// list as it is then (fib_default_rule_pref): the later, the earlier it is tried. The kernel's
/// own: 0 local, 32766 main, and of IPv4 32767 default. One that the kernel refuses, since it has
/// it
/// ("File exists"), is not among them.
class PolicyRules {
 public:
  PolicyRules(const Node& node, Family family);

  const std::vector<NumberedRule>& in_order() const { return rules_; }
  /// Some are of the case (fib4_has_custom_rules).
  bool custom() const { return custom_; }

 private:
  uint32_t next_priority() const;
  bool add(NumberedRule rule);  // false: the kernel has it already
  std::vector<NumberedRule> rules_;
  bool custom_ = false;
};

}  // namespace hopproof::model

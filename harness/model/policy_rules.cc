#include "harness/model/policy_rules.hh"

#include "harness/model/route_table.hh"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

namespace hopproof::model {
namespace {

bool is_from(const Cidr& network, const RouteQuery& query) {
  if (network.prefix == 0) return true;
  // IPv4 compares 0.0.0.0 where no source is chosen, IPv6 nothing (RT6_LOOKUP_F_HAS_SADDR).
  if (!query.source && !query.destination.is_v4()) return false;
  return network.contains(query.source.value_or(IpAddress::any(Family::v4)));
}

/// A mark that is not 0 counts with all its bits where no mask is written (fib_nl2rule).
bool has_mark(const PolicyRule& rule, uint32_t mark) {
  const uint32_t wanted = rule.mark.value_or(0);
  const uint32_t usual = wanted != 0 ? ~uint32_t{0} : 0;
  return ((wanted ^ mark) & rule.mark_mask.value_or(usual)) == 0;
}

bool selects(const PolicyRule& rule, const RouteQuery& query) {
  const std::string input = query.input.empty() ? "lo" : query.input;
  if (!rule.iif.empty() && rule.iif != input) return false;
  if (!rule.oif.empty() && rule.oif != query.output) return false;
  if (!has_mark(rule, query.mark)) return false;
  if (rule.from && !is_from(*rule.from, query)) return false;
  return !rule.to || rule.to->contains(query.destination);
}

NumberedRule own_rule(Family family, uint32_t priority, uint32_t table) {
  PolicyRule rule;
  rule.family = family;
  rule.table = table;
  return {priority, rule, ""};
}

}  // namespace

bool NumberedRule::matches(const RouteQuery& query) const {
  return selects(rule, query) != rule.inverted;
}

int NumberedRule::error() const {
  switch (rule.action) {
    case Route::Type::blackhole:
      return EINVAL;
    case Route::Type::unreachable:
      return ENETUNREACH;
    case Route::Type::prohibit:
      return EACCES;
    default:
      return 0;
  }
}

PolicyRules::PolicyRules(const Node& node, Family family) {
  add(own_rule(family, 0, local_table));
  add(own_rule(family, 32766, main_table));
  if (family == Family::v4) add(own_rule(family, 32767, default_table));
  for (const PolicyRuleItem& item : node.rules) {
    if (item.rule.family != family) continue;
    add({item.rule.priority.value_or(next_priority()), item.rule,
         fmt::format("{}.rules.{}", node.name, item.name)});
    custom_ = true;
  }
}

uint32_t PolicyRules::next_priority() const {
  const uint32_t second = rules_[1].priority;
  return second == 0 ? 0 : second - 1;
}

void PolicyRules::add(NumberedRule rule) {
  const auto place = std::ranges::upper_bound(rules_, rule.priority, {}, &NumberedRule::priority);
  rules_.insert(place, std::move(rule));
}

}  // namespace hopproof::model

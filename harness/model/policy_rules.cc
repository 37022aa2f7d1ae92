#include "harness/model/policy_rules.hh"

#include "harness/model/route_table.hh"

#include <algorithm>
#include <cerrno>
#include <tuple>

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
uint32_t mask_of(const PolicyRule& rule) {
  return rule.mark_mask.value_or(rule.mark.value_or(0) != 0 ? ~uint32_t{0} : 0);
}

bool has_mark(const PolicyRule& rule, uint32_t mark) {
  return ((rule.mark.value_or(0) ^ mark) & mask_of(rule)) == 0;
}

bool selects(const PolicyRule& rule, const RouteQuery& query) {
  const std::string input = query.input.empty() ? "lo" : query.input;
  if (!rule.iif.empty() && rule.iif != input) return false;
  if (!rule.oif.empty() && rule.oif != query.output) return false;
  if (!has_mark(rule, query.mark)) return false;
  if (rule.from && !is_from(*rule.from, query)) return false;
  return !rule.to || rule.to->contains(query.destination);
}

uint32_t table_of(const PolicyRule& rule) {
  const bool looks_up = rule.action == Route::Type::unicast;
  return rule.table.value_or(looks_up ? main_table : 0);
}

/// What an added rule does not name is not compared.
bool names_another(const std::optional<Cidr>& added, const std::optional<Cidr>& known) {
  return added && added->prefix != 0 && added != known;
}

/// The kernel refuses a rule that it takes for one it has (rule_exists, fib4_rule_compare,
/// fib6_rule_compare): `not` makes no difference, nor does a network that only the old one names.
/// Its own three may be added again.
bool is_taken_for(const NumberedRule& added, const NumberedRule& known) {
  const auto terms = [](const NumberedRule& one) {
    const PolicyRule& rule = one.rule;
    return std::tuple(one.priority, rule.action, table_of(rule), rule.iif, rule.oif,
                      rule.mark.value_or(0), mask_of(rule));
  };
  return !known.item.empty() && terms(added) == terms(known) &&
         !names_another(added.rule.from, known.rule.from) &&
         !names_another(added.rule.to, known.rule.to);
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
    custom_ |= add({item.rule.priority.value_or(next_priority()), item.rule,
                    fmt::format("{}.rules.{}", node.name, item.name)});
  }
}

uint32_t PolicyRules::next_priority() const {
  const uint32_t second = rules_[1].priority;
  return second == 0 ? 0 : second - 1;
}

bool PolicyRules::add(NumberedRule rule) {
  const auto is_it = [&](const NumberedRule& known) { return is_taken_for(rule, known); };
  if (std::ranges::any_of(rules_, is_it)) return false;
  const auto place = std::ranges::upper_bound(rules_, rule.priority, {}, &NumberedRule::priority);
  rules_.insert(place, std::move(rule));
  return true;
}

}  // namespace hopproof::model

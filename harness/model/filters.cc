#include "harness/model/filters.hh"

#include "harness/case/iptables/iptables_chain.hh"

#include <algorithm>
#include <array>

namespace hopproof::model {
namespace {

using Fit = RuleFit::Fit;

/// The tables in the order in which a hook calls them; one without that chain is passed over.
constexpr std::array<std::string_view, 5> table_order{"raw", "mangle", "nat", "filter", "security"};

bool may_end(const TriedRule& tried) {
  return tried.fit.fit != Fit::excluded && effect_of(*tried.rule.rule) != TargetEffect::goes_on;
}

bool takes(const PlacedRule& placed) { return effect_of(*placed.rule) == TargetEffect::takes; }

std::string name_of(const TriedRule& tried) {
  return tried.fit.term.empty() ? "-j " + tried.rule.rule->target : tried.fit.term;
}

/// Nothing more is asked: a drop is certain, or one is possible.
FilterAnswer judged(const ChainWalk& walk) {
  FilterAnswer answer;
  const bool idle_policy = walk.end && walk.end->is_policy() && walk.end->idle;
  const bool ends_in_drop = walk.end && takes(*walk.end) && !idle_policy;
  bool may_pass = false;
  for (const TriedRule& tried : walk.tried) {
    const bool decides = walk.end && tried.rule.rule == walk.end->rule;
    if (!may_end(tried) || decides) continue;
    const TargetEffect effect = effect_of(*tried.rule.rule);
    may_pass = may_pass || effect != TargetEffect::takes;
    if (answer.term.empty()) answer.term = name_of(tried);
    if (effect != TargetEffect::ends && !answer.rule) answer.rule = tried.rule;
  }
  if (ends_in_drop && (!may_pass || !answer.rule)) answer.rule = walk.end;
  if (ends_in_drop && !may_pass) {
    answer.kind = FilterAnswer::Kind::takes;
    answer.term.clear();
  } else if (answer.rule) {
    answer.kind = FilterAnswer::Kind::cannot_tell;
  } else {
    answer.term.clear();
  }
  return answer;
}

bool may_translate(const ChainWalk& walk) {
  return std::ranges::any_of(walk.tried, [](const TriedRule& tried) {
    const std::string& target = tried.rule.rule->target;
    const bool translates = target == "DNAT" || target == "REDIRECT" || target == "NETMAP";
    return translates && tried.fit.fit != Fit::excluded;
  });
}

/// The chains of one hook.
class HookWalk {
 public:
  HookWalk(const RuleSet& rules, const HookStop& stop, std::optional<uint32_t> mark)
      : rules_(rules), stop_(stop), packet_(stop.packet) {
    packet_.mark = mark;
  }

  FilterAnswer answer() {
    FilterAnswer first;
    for (const std::string_view table : table_order) {
      if (!sees(table)) continue;
      FilterAnswer found = ask(table);
      if (found.kind == FilterAnswer::Kind::takes) return found;
      if (found.kind == FilterAnswer::Kind::cannot_tell && !first.rule) first = found;
    }
    first.mark = packet_.mark;
    return first;
  }

 private:
  bool sees(std::string_view table) const {
    const bool behind = table == "security" || (table == "nat" && stop_.hook == Hook::input) ||
                        (table == "filter" && stop_.hook == Hook::output);
    return is_builtin_chain(table, chain_of(stop_.hook)) && !(behind && stop_.taken_by_ipvs);
  }

  FilterAnswer ask(std::string_view table) {
    const bool behind = table == "security" || (table == "filter" && stop_.hook == Hook::output);
    const bool translated = behind && stop_.behind_ipvs;
    PacketShape packet = translated ? *stop_.behind_ipvs : packet_;
    packet.mark = packet_.mark;
    ChainWalk walked = walk(rules_, table, chain_of(stop_.hook), packet);
    packet_.mark = walked.packet.mark;
    packet_.state = walked.packet.state;
    if (table != "nat") return judged(walked);
    const bool tracked = packet.state != "UNTRACKED" && packet.state != "INVALID";
    if (tracked && may_translate(walked)) packet_.destination = {};
    return {};  // iptables refuses DROP in nat
  }

  const RuleSet& rules_;
  const HookStop& stop_;
  PacketShape packet_;
};

}  // namespace

std::string_view chain_of(Hook hook) {
  constexpr std::array<std::string_view, 5> names{"PREROUTING", "INPUT", "FORWARD", "OUTPUT",
                                                  "POSTROUTING"};
  return names[static_cast<size_t>(hook)];
}

FilterAnswer filter(const RuleSet& rules, const std::vector<HookStop>& stops) {
  FilterAnswer first;
  if (!stops.empty()) first.mark = stops.front().packet.mark;
  for (const HookStop& stop : stops) {
    FilterAnswer found = HookWalk(rules, stop, first.mark).answer();
    if (found.kind == FilterAnswer::Kind::takes) return found;
    if (found.rule && !first.rule) first = found;
    first.mark = found.mark;
  }
  return first;
}

}  // namespace hopproof::model

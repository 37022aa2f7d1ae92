#include "harness/verdict/diagnosis/filter.hh"

#include "harness/case/iptables/iptables_catalogue.hh"
#include "harness/model/filters.hh"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

using model::HookStop;

bool drops(const RuleFact& rule) {
  return rule.rule.target == "DROP" || rule.rule.target == "REJECT";
}

bool has_match(const RuleFact& rule, std::string_view name) {
  return std::ranges::find(rule.rule.matches, name, &Match::name) != rule.rule.matches.end();
}

model::Hook hook_of(std::string_view chain) {
  using enum model::Hook;
  constexpr std::array hooks{prerouting, input, forward, output, postrouting};
  return *std::ranges::find(hooks, chain, model::chain_of);
}

/// What comes from a link has no mark yet.
std::vector<HookStop> stops_at(const std::vector<std::string_view>& chains,
                               const model::PacketShape& packet) {
  std::vector<HookStop> stops;
  for (const std::string_view chain : chains)
    stops.push_back({.hook = hook_of(chain), .packet = packet});
  if (stops.front().hook == model::Hook::prerouting) stops.front().packet.mark = 0;
  return stops;
}

}  // namespace

model::RuleSet rules_of(const NodeFacts& facts, Family family,
                        const std::function<bool(const RuleFact&)>& idle) {
  model::RuleSet rules;
  for (const RuleFact& fact : facts.rules) {
    if (fact.family != family) {
      rules.skip_line();
      continue;
    }
    rules.apply(fact.rule, idle && idle(fact));
    const std::string& target = fact.rule.target;  // chains that are empty are not reported
    if (!target.empty() && !find_target(target, family)) rules.declare(fact.rule.table, target);
  }
  return rules;
}

model::PacketShape shape_of(const trace::Crossing& crossing) {
  model::PacketShape shape;
  shape.protocol = crossing.packet.protocol;
  shape.source = source_of(crossing.packet);
  shape.destination = destination_of(crossing.packet);
  shape.in = crossing.to_interface;
  return shape;
}

const RuleFact* dropping_rule(const Incident& incident, const std::string& node,
                              const std::vector<std::string_view>& chains,
                              const model::PacketShape& packet,
                              const std::function<bool(const RuleFact&)>& also) {
  const NodeFacts* facts = incident.facts(node);
  if (!facts) return nullptr;
  const auto idle = [&](const RuleFact& rule) {
    return rule.moved == 0 ||
           (drops(rule) && (has_match(rule, "rpfilter") || (also && !also(rule))));
  };
  const auto rules = rules_of(*facts, packet.source.address.family(), idle);
  const auto found = model::filter(rules, stops_at(chains, packet)).rule;
  if (!found || model::effect_of(*found->rule) != model::TargetEffect::takes) return nullptr;
  return &facts->rules[found->line];
}

const RuleFact* rpfilter_rule(const Incident& incident, const std::string& node) {
  const NodeFacts* facts = incident.facts(node);
  if (!facts) return nullptr;
  const auto found = std::ranges::find_if(facts->rules, [&](const RuleFact& rule) {
    return rule.moved > 0 && drops(rule) && has_match(rule, "rpfilter");
  });
  return found == facts->rules.end() ? nullptr : &*found;
}

model::PacketShape reversed(model::PacketShape packet) {
  std::swap(packet.source, packet.destination);
  packet.in.clear();
  return packet;
}

bool takes_both_ways(const RuleFact& rule, const model::PacketShape& packet) {
  return model::fit(rule.rule, reversed(packet)).fit == model::RuleFit::Fit::fits;
}

bool may_translate(const Incident& incident, const std::string& node,
                   const model::PacketShape& packet) {
  const NodeFacts* facts = incident.facts(node);
  if (!facts) return false;
  const auto by_iptables = [&](const RuleFact& rule) {
    const std::string& target = rule.rule.target;
    return rule.family == packet.destination.address.family() &&
           (target == "DNAT" || target == "REDIRECT" || target == "NETMAP") &&
           model::fit(rule.rule, packet).fit != model::RuleFit::Fit::excluded;
  };
  const auto by_nft = [](const NftRuleFact& rule) {
    return rule.verdict == "dnat" || rule.verdict == "redirect";
  };
  return std::ranges::any_of(facts->rules, by_iptables) || std::ranges::any_of(facts->nft, by_nft);
}

std::string of_table(const RuleFact& rule) {
  return rule.rule.table == "filter" ? "" : " of table " + rule.rule.table;
}

std::string accept_before(const RuleFact& rule, std::string_view terms) {
  const std::string& table = rule.rule.table;
  return fmt::format("{}{} -I {} {} -j ACCEPT",
                     rule.family == Family::v4 ? "iptables" : "ip6tables",
                     table == "filter" ? "" : " -t " + table, rule.rule.chain, terms);
}

bool is_about_invalid(const RuleFact& rule) {
  return std::ranges::any_of(rule.rule.matches, [](const Match& match) {
    return std::ranges::any_of(match.options, [](const MatchOption& option) {
      const bool state = option.name == "--ctstate" || option.name == "--state";
      return state && !option.negated && !option.values.empty() &&
             option.values.front().find("INVALID") != std::string::npos;
    });
  });
}

}  // namespace hopproof::verdict

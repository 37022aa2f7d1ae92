#include "harness/verdict/diagnosis/filter.hh"

#include <algorithm>
#include <array>

namespace hopproof {
namespace {

constexpr std::array<std::string_view, 5> built_in{"PREROUTING", "INPUT", "FORWARD", "OUTPUT",
                                                   "POSTROUTING"};

bool drops(const RuleFact& rule) {
  return rule.moved > 0 && (rule.rule.target == "DROP" || rule.rule.target == "REJECT");
}

bool is_of(const RuleFact& rule, const std::vector<std::string_view>& chains) {
  const std::string_view chain = rule.rule.chain;
  const bool own = std::ranges::find(built_in, chain) == built_in.end();
  return own || std::ranges::find(chains, chain) != chains.end();
}

bool has_match(const RuleFact& rule, std::string_view name) {
  return std::ranges::find(rule.rule.matches, name, &Match::name) != rule.rule.matches.end();
}

}  // namespace

PacketShape shape_of(const Crossing& crossing) {
  PacketShape shape;
  shape.protocol = crossing.packet.protocol;
  shape.source = source_of(crossing.packet);
  shape.destination = destination_of(crossing.packet);
  shape.in = crossing.to_interface;
  return shape;
}

const RuleFact* dropping_rule(const Incident& incident, const std::string& node,
                              const std::vector<std::string_view>& chains,
                              const PacketShape& packet,
                              const std::function<bool(const RuleFact&)>& also) {
  const NodeFacts* facts = incident.facts(node);
  if (!facts) return nullptr;
  const auto found = std::ranges::find_if(facts->rules, [&](const RuleFact& rule) {
    return drops(rule) && is_of(rule, chains) && !has_match(rule, "rpfilter") &&
           rule.family == packet.source.address.family() &&
           fit(rule.rule, packet).fit != RuleFit::Fit::excluded && (!also || also(rule));
  });
  return found == facts->rules.end() ? nullptr : &*found;
}

const RuleFact* rpfilter_rule(const Incident& incident, const std::string& node) {
  const NodeFacts* facts = incident.facts(node);
  if (!facts) return nullptr;
  const auto found = std::ranges::find_if(facts->rules, [&](const RuleFact& rule) {
    return drops(rule) && has_match(rule, "rpfilter");
  });
  return found == facts->rules.end() ? nullptr : &*found;
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

}  // namespace hopproof

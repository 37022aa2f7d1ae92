#include "harness/model/rule_set.hh"

#include "harness/case/iptables/iptables_chain.hh"
#include "harness/model/rule_fit.hh"

#include <algorithm>

namespace hopproof::model {
namespace {

using Verb = IptablesRule::Verb;
using Terms = std::vector<std::string>;

/// What -D compares: everything but the verb and its place.
Terms terms_of(const IptablesRule& rule) {
  Terms terms{rule.target};
  for (const MatchOption& option : rule.options) terms.push_back(term_text(option));
  for (const Match& match : rule.matches) {
    terms.push_back("-m " + match.name);
    for (const MatchOption& option : match.options) terms.push_back(term_text(option));
  }
  return terms;
}

}  // namespace

void RuleSet::apply(const IptablesRule& rule, bool idle) {
  const PlacedRule placed{&rule, lines_++, idle};
  const Name name{rule.table, rule.chain};
  switch (rule.verb) {
    case Verb::append:
      chains_[name].push_back(placed);
      break;
    case Verb::insert: {
      auto& chain = chains_[name];
      const size_t at = rule.index > 0 ? size_t(rule.index) - 1 : 0;
      if (at <= chain.size()) chain.insert(chain.begin() + std::ptrdiff_t(at), placed);
      break;
    }
    case Verb::replace:
      replace(chains_[name], placed);
      break;
    case Verb::delete_rule:
      remove(chains_[name], rule);
      break;
    case Verb::policy:
      policies_[name] = placed;
      break;
    case Verb::new_chain:
      declare(rule.table, rule.chain);
      break;
    case Verb::flush:
    case Verb::delete_chain:
      flush(rule, rule.verb == Verb::delete_chain);
      break;
    case Verb::zero:
      break;
  }
}

void RuleSet::declare(const std::string& table, const std::string& chain) {
  chains_.try_emplace(Name(table, chain));
}

void RuleSet::replace(std::vector<PlacedRule>& chain, const PlacedRule& placed) {
  const auto index = size_t(placed.rule->index);
  if (index > 0 && index <= chain.size()) chain[index - 1] = placed;
}

void RuleSet::remove(std::vector<PlacedRule>& chain, const IptablesRule& rule) {
  if (rule.index > 0) {
    if (size_t(rule.index) <= chain.size()) chain.erase(chain.begin() + rule.index - 1);
    return;
  }
  const Terms wanted = terms_of(rule);
  const auto found = std::ranges::find_if(
      chain, [&](const PlacedRule& placed) { return terms_of(*placed.rule) == wanted; });
  if (found != chain.end()) chain.erase(found);
}

/// Of one chain, or of all chains of the table; -X takes away only what is empty.
void RuleSet::flush(const IptablesRule& rule, bool chains_too) {
  for (auto it = chains_.begin(); it != chains_.end();) {
    const auto& [table, chain] = it->first;
    const bool meant = table == rule.table && (rule.chain.empty() || chain == rule.chain);
    if (!meant) {
      ++it;
    } else if (chains_too) {
      const bool goes = it->second.empty() && !is_builtin_chain(table, chain);
      it = goes ? chains_.erase(it) : std::next(it);
    } else {
      it->second.clear();
      ++it;
    }
  }
}

const std::vector<PlacedRule>& RuleSet::rules(std::string_view table,
                                              std::string_view chain) const {
  static const std::vector<PlacedRule> none;
  const auto found = chains_.find(Name(table, chain));
  return found == chains_.end() ? none : found->second;
}

const PlacedRule* RuleSet::policy(std::string_view table, std::string_view chain) const {
  const auto found = policies_.find(Name(table, chain));
  return found == policies_.end() ? nullptr : &found->second;
}

bool RuleSet::has_chain(std::string_view table, std::string_view chain) const {
  return chains_.contains(Name(table, chain));
}

const std::vector<IptablesItem>& rule_items(const Node& node, Family family) {
  return family == Family::v4 ? node.iptables : node.ip6tables;
}

RuleSet configured_rules(const Node& node, Family family) {
  RuleSet rules;
  for (const IptablesItem& item : rule_items(node, family)) rules.apply(item.rule);
  return rules;
}

bool asks_for_ipvs(const IptablesRule& rule) {
  return std::ranges::find(rule.matches, "ipvs", &Match::name) != rule.matches.end();
}

}  // namespace hopproof::model

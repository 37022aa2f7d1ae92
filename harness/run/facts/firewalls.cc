#include "harness/run/facts/firewalls.hh"

#include "netns/ipsets.hh"

#include <algorithm>

namespace hopproof::run {
namespace {

std::string prefix_of(const Node& node, Family family) {
  return node.name + (family == Family::v4 ? ".iptables." : ".ip6tables.");
}

void add_rules(const netns::Firewall& firewall, Family family, const std::string& prefix,
               const std::map<std::string, uint64_t>& before, std::vector<verdict::RuleFact>& all) {
  for (const netns::LiveRule& live : firewall.live()) {
    auto parsed = parse_iptables(live.text, family);
    auto* rule = std::get_if<ParsedRule>(&parsed);
    if (rule == nullptr) continue;
    verdict::RuleFact fact{family,      live.item.empty() ? "" : prefix + live.item,
                           live.text,   std::move(rule->rule),
                           live.policy, live.counter.packets};
    const auto earlier = before.find(fact.item);
    if (earlier != before.end()) fact.moved -= std::min(fact.moved, earlier->second);
    all.push_back(std::move(fact));
  }
}

}  // namespace

Firewalls::Firewalls(netns::Lab& lab, Directors& directors) : deployment_(lab.deployment()) {
  for (netns::LabNode& node : lab.nodes()) {
    director::Director* director = directors.find(node.node->name);
    netns::apply_ipsets(node.space, node.node->ipsets);
    apply(node, node.node->iptables, Family::v4, director);
    apply(node, node.node->ip6tables, Family::v6, director);
    if (!node.node->nftables.empty())
      rulesets_.try_emplace(node.node->name, node.space, node.node->nftables, node.folder);
  }
}

void Firewalls::apply(netns::LabNode& node, const std::vector<IptablesItem>& items, Family family,
                      director::Director* director) {
  if (items.empty()) return;
  std::vector<netns::AppliedRule> rules;
  for (const IptablesItem& item : items) {
    const std::string applied = director ? director->translate(item.text, family) : item.text;
    if (applied != item.text) translations_[prefix_of(*node.node, family) + item.name] = applied;
    rules.push_back({item.name, item.text, applied});
  }
  firewalls_.emplace_back(prefix_of(*node.node, family),
                          netns::Firewall(node.space, family, std::move(rules)));
}

std::map<std::string, uint64_t> Firewalls::counters() const {
  std::map<std::string, uint64_t> all;
  for (const auto& [prefix, firewall] : firewalls_) {
    for (const auto& [item, counter] : firewall.counters()) all[prefix + item] = counter.packets;
  }
  for (const auto& [node, ruleset] : rulesets_) {
    for (const auto& [item, counter] : ruleset.counters())
      all[node + ".nftables." + item] = counter.packets;
  }
  return all;
}

namespace {

/// A case's commands may add rules where it has no items.
bool mentions(std::string_view word, const Case& deployment, const Node& node) {
  const auto mentions = [&](const std::string& line) {
    return line.find(word) != std::string::npos;
  };
  const auto in_step = [&](const Step& step) {
    const auto* command = std::get_if<NodeCommand>(&step.action);
    return command && command->node == node.name && std::ranges::any_of(command->lines, mentions);
  };
  return std::ranges::any_of(deployment.steps, in_step) ||
         std::ranges::any_of(node.run, mentions, &Item::text);
}

}  // namespace

std::vector<verdict::RuleFact> Firewalls::rules(
    const netns::LabNode& node, const std::map<std::string, uint64_t>& before) const {
  std::vector<verdict::RuleFact> all;
  const bool by_commands = mentions("tables", deployment_, *node.node);
  for (const Family family : {Family::v4, Family::v6}) {
    const std::string prefix = prefix_of(*node.node, family);
    const auto own =
        std::ranges::find(firewalls_, prefix, &std::pair<std::string, netns::Firewall>::first);
    if (own != firewalls_.end()) {
      add_rules(own->second, family, prefix, before, all);
    } else if (by_commands) {
      add_rules(netns::Firewall(node.space, family, {}), family, prefix, before, all);
    }
  }
  return all;
}

std::vector<verdict::NftRuleFact> Firewalls::nft_rules(
    const netns::LabNode& node, const std::map<std::string, uint64_t>& before) const {
  const auto own = rulesets_.find(node.node->name);
  if (own == rulesets_.end() && !mentions("nft", deployment_, *node.node)) return {};
  const auto live = own != rulesets_.end()
                        ? own->second.live()
                        : netns::NftRuleset(node.space, Nftables{}, node.folder).live();
  std::vector<verdict::NftRuleFact> facts;
  for (const netns::LiveNftRule& rule : live) {
    verdict::NftRuleFact fact{rule.item.empty() ? "" : node.node->name + ".nftables." + rule.item,
                              rule.text,
                              rule.family,
                              rule.table,
                              rule.chain,
                              rule.hook,
                              rule.priority,
                              rule.policy,
                              rule.verdict,
                              std::nullopt};
    if (rule.counter) fact.moved = rule.counter->packets;
    const auto earlier = before.find(fact.item);
    if (fact.moved && earlier != before.end())
      *fact.moved -= std::min(*fact.moved, earlier->second);
    facts.push_back(std::move(fact));
  }
  return facts;
}

std::string Firewalls::translation(const std::string& path) const {
  const auto found = translations_.find(path);
  return found == translations_.end() ? "" : found->second;
}

}  // namespace hopproof::run

#include "harness/run/firewalls.hh"

namespace hopproof {

Firewalls::Firewalls(Lab& lab, Directors& directors) {
  for (LabNode& node : lab.nodes()) {
    Director* director = directors.find(node.node->name);
    apply(node, node.node->iptables, Family::v4, director);
    apply(node, node.node->ip6tables, Family::v6, director);
  }
}

void Firewalls::apply(LabNode& node, const std::vector<IptablesItem>& items, Family family,
                      Director* director) {
  if (items.empty()) return;
  std::vector<AppliedRule> rules;
  for (const IptablesItem& item : items) {
    const std::string applied = director ? director->translate(item.text, family) : item.text;
    rules.push_back({item.name, item.text, applied});
  }
  const char* section = family == Family::v4 ? "iptables" : "ip6tables";
  firewalls_.emplace_back(node.node->name + "." + section + ".",
                          Firewall(node.space, family, std::move(rules)));
}

std::map<std::string, uint64_t> Firewalls::counters() const {
  std::map<std::string, uint64_t> all;
  for (const auto& [prefix, firewall] : firewalls_) {
    for (const auto& [item, counter] : firewall.counters()) all[prefix + item] = counter.packets;
  }
  return all;
}

std::string Firewalls::translation(const std::string& path) const {
  for (const auto& [prefix, firewall] : firewalls_) {
    for (const AppliedRule& rule : firewall.rules()) {
      if (prefix + rule.item == path && rule.applied != rule.text) return rule.applied;
    }
  }
  return "";
}

}  // namespace hopproof

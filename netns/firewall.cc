#include "netns/firewall.hh"

#include "harness/base/error.hh"
#include "netns/child.hh"
#include "netns/iptables_dump.hh"
#include "netns/iptables_restore.hh"
#include "netns/rule_ledger.hh"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <variant>

#include <fmt/format.h>
#include <linux/netlink.h>

namespace hopproof::netns {
namespace {

/// For each rule of the chain, how many of its text stand before it.
std::vector<int> occurrences(const SavedChain& chain) {
  std::unordered_map<std::string_view, int> seen;
  std::vector<int> before;
  for (const SavedRule& rule : chain.rules) before.push_back(seen[rule.text]++);
  return before;
}

/// Whether the chains that the lines have made are there, with as many rules.
bool holds(const std::vector<SavedChain>& chains, const RuleLedger& ledger) {
  return std::ranges::all_of(ledger.chains(), [&](const auto& wanted) {
    const SavedChain* chain = find_chain(chains, wanted.first, wanted.second);
    return chain && chain->rules.size() == ledger.lines(wanted.first, wanted.second).size();
  });
}

}  // namespace

Firewall::Firewall(const Namespace& space, Family family, std::vector<AppliedRule> rules)
    : space_(space), family_(family), rules_(std::move(rules)) {
  if (rules_.empty()) return;
  const std::vector<IptablesRule> parsed = parse();
  restore(parsed);
  anchor(parsed);
}

void Firewall::refuse(const AppliedRule& rule, const std::string& why) const {
  throw HostError(fmt::format("cannot apply {} ({}): {}", rule.item, rule.applied, why));
}

std::vector<IptablesRule> Firewall::parse() const {
  std::vector<IptablesRule> parsed;
  for (const AppliedRule& rule : rules_) {
    auto result = parse_iptables(rule.applied, family_);
    if (const auto* error = std::get_if<LineError>(&result)) refuse(rule, error->message);
    parsed.push_back(std::move(std::get<ParsedRule>(result).rule));
  }
  return parsed;
}

std::string Firewall::program(const char* suffix) const {
  return std::string(family_ == Family::v4 ? "iptables" : "ip6tables") + suffix;
}

void Firewall::restore(const std::vector<IptablesRule>& parsed) const {
  const RestoreInput input = compose_restore_input(parsed);
  ChildSpec spec;
  spec.words = {program("-restore"), "--noflush"};
  spec.space = &space_;
  spec.input = input.text;
  const Finished finished = run_packaged(spec, "iptables");
  if (finished.status.code == 0) return;
  const auto line = failed_line(finished.output);
  const bool known = line && *line >= 1 && *line <= input.rule_of_line.size();
  const auto rule = known ? input.rule_of_line[*line - 1] : std::nullopt;
  if (rule) refuse(rules_[*rule], complaint_of(finished.output));
  throw HostError(fmt::format("{} failed with status {}: {}", spec.words[0], finished.status.code,
                              complaint_of(finished.output)));
}

std::vector<SavedChain> Firewall::save() const {
  ChildSpec spec;
  spec.words = {program("-save"), "-c"};
  spec.space = &space_;
  const Finished finished = run_packaged(spec, "iptables");
  if (finished.status.code == 0) return parse_iptables_save(finished.output);
  throw HostError(fmt::format("{} failed with status {}: {}", spec.words[0], finished.status.code,
                              finished.output));
}

/// By netlink, unless iptables is the legacy one.
std::vector<SavedChain> Firewall::look() const {
  return nf_tables_ ? dump_iptables(*nf_tables_, family_) : save();
}

void Firewall::anchor(const std::vector<IptablesRule>& parsed) {
  RuleLedger ledger;
  for (size_t i = 0; i < parsed.size(); ++i) {
    ledger.apply(parsed[i], i);
    if (parsed[i].verb == IptablesRule::Verb::policy)
      policies_[{parsed[i].table, parsed[i].chain}] = i;
  }
  nf_tables_ = std::make_unique<netlink::Socket>(space_, NETLINK_NETFILTER);
  std::vector<SavedChain> chains = look();
  const bool policies_there = std::ranges::all_of(policies_, [&](const auto& policy) {
    return find_chain(chains, policy.first.first, policy.first.second) != nullptr;
  });
  if (!policies_there || !holds(chains, ledger)) {
    nf_tables_.reset();
    chains = look();
  }
  for (const auto& [table, name] : ledger.chains()) {
    const std::vector<size_t> lines = ledger.lines(table, name);
    const SavedChain* chain = find_chain(chains, table, name);
    if (chain == nullptr || chain->rules.size() != lines.size())
      throw HostError(fmt::format("chain {} of table {} has {} rules, but {} were applied", name,
                                  table, chain == nullptr ? 0 : chain->rules.size(), lines.size()));
    const std::vector<int> before = occurrences(*chain);
    for (size_t i = 0; i < lines.size(); ++i)
      anchors_[{table, name, chain->rules[i].text, before[i]}] = lines[i];
  }
}

std::map<std::string, RuleCounter> Firewall::counters() const {
  std::map<std::string, RuleCounter> counters;
  for (const auto& [policy, rule] : policies_) counters[rules_[rule].item];
  for (const auto& [anchor, rule] : anchors_) counters[rules_[rule].item];
  if (counters.empty()) return counters;
  for (const SavedChain& chain : look()) {
    if (const auto rule = policy_of(chain)) counters[rules_[*rule].item] += chain.policy;
    const Lines lines = lines_of(chain);
    for (size_t i = 0; i < lines.size(); ++i)
      if (lines[i]) counters[rules_[*lines[i]].item] += chain.rules[i].counter;
  }
  return counters;
}

Firewall::Lines Firewall::lines_of(const SavedChain& chain) const {
  const std::vector<int> before = occurrences(chain);
  Lines lines;
  for (size_t i = 0; i < before.size(); ++i) {
    const auto found = anchors_.find({chain.table, chain.name, chain.rules[i].text, before[i]});
    lines.push_back(found == anchors_.end() ? std::nullopt : std::optional(found->second));
  }
  return lines;
}

std::optional<size_t> Firewall::policy_of(const SavedChain& chain) const {
  const auto found = policies_.find({chain.table, chain.name});
  return found == policies_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<LiveRule> Firewall::live() const {
  const std::vector<SavedChain> looked = look();
  std::vector<LiveRule> all;
  for (const SavedChain& chain : nf_tables_ ? save() : looked) {
    const std::string table = chain.table == "filter" ? "" : "-t " + chain.table + " ";
    const SavedChain* same = find_chain(looked, chain.table, chain.name);
    Lines lines = same ? lines_of(*same) : Lines();
    if (lines.size() != chain.rules.size()) lines.assign(chain.rules.size(), std::nullopt);
    for (size_t i = 0; i < chain.rules.size(); ++i) {
      const SavedRule& saved = chain.rules[i];
      if (lines[i])
        all.push_back({rules_[*lines[i]].item, rules_[*lines[i]].text, saved.counter, false});
      else
        all.push_back({"", table + "-A " + chain.name + " " + saved.text, saved.counter, false});
    }
    if (chain.verdict == "-") continue;
    const auto policy = policy_of(chain);
    all.push_back({policy ? rules_[*policy].item : "",
                   table + "-P " + chain.name + " " + chain.verdict, chain.policy, true});
  }
  return all;
}

}  // namespace hopproof::netns

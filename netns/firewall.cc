#include "netns/firewall.hh"

#include "harness/base/error.hh"
#include "netns/child.hh"
#include "netns/iptables_restore.hh"
#include "netns/rule_ledger.hh"

#include <cerrno>
#include <variant>

#include <fmt/format.h>

namespace hopproof::netns {
namespace {

/// The n-th rule of this text in the chain, or null.
const SavedRule* find_rule(const SavedChain& chain, const std::string& text, int occurrence) {
  for (const SavedRule& rule : chain.rules)
    if (rule.text == text && occurrence-- == 0) return &rule;
  return nullptr;
}

int occurrence_of(const SavedChain& chain, size_t position) {
  int before = 0;
  for (size_t i = 0; i < position; ++i) before += chain.rules[i].text == chain.rules[position].text;
  return before;
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

void Firewall::anchor(const std::vector<IptablesRule>& parsed) {
  RuleLedger ledger;
  for (size_t i = 0; i < parsed.size(); ++i) {
    ledger.apply(parsed[i], i);
    if (parsed[i].verb == IptablesRule::Verb::policy)
      anchors_.push_back({i, parsed[i].table, parsed[i].chain, "", 0, true});
  }
  const std::vector<SavedChain> saved = save();
  for (const auto& [table, name] : ledger.chains()) {
    const std::vector<size_t> lines = ledger.lines(table, name);
    const SavedChain* chain = find_chain(saved, table, name);
    if (chain == nullptr || chain->rules.size() != lines.size())
      throw HostError(fmt::format("chain {} of table {} has {} rules, but {} were applied", name,
                                  table, chain == nullptr ? 0 : chain->rules.size(), lines.size()));
    for (size_t i = 0; i < lines.size(); ++i)
      anchors_.push_back(
          {lines[i], table, name, chain->rules[i].text, occurrence_of(*chain, i), false});
  }
}

std::map<std::string, RuleCounter> Firewall::counters() const {
  std::map<std::string, RuleCounter> counters;
  if (anchors_.empty()) return counters;
  const std::vector<SavedChain> saved = save();
  for (const Anchor& anchor : anchors_) {
    RuleCounter& counter = counters[rules_[anchor.rule].item];
    const SavedChain* chain = find_chain(saved, anchor.table, anchor.chain);
    if (chain == nullptr) continue;
    const SavedRule* rule = find_rule(*chain, anchor.text, anchor.occurrence);
    if (anchor.policy)
      counter += chain->policy;
    else if (rule != nullptr)
      counter += rule->counter;
  }
  return counters;
}

const Firewall::Anchor* Firewall::anchor_of(const SavedChain& chain, size_t position) const {
  const int occurrence = occurrence_of(chain, position);
  for (const Anchor& anchor : anchors_) {
    if (!anchor.policy && anchor.table == chain.table && anchor.chain == chain.name &&
        anchor.text == chain.rules[position].text && anchor.occurrence == occurrence) {
      return &anchor;
    }
  }
  return nullptr;
}

const Firewall::Anchor* Firewall::policy_of(const SavedChain& chain) const {
  for (const Anchor& anchor : anchors_) {
    if (anchor.policy && anchor.table == chain.table && anchor.chain == chain.name) return &anchor;
  }
  return nullptr;
}

std::vector<LiveRule> Firewall::live() const {
  std::vector<LiveRule> all;
  for (const SavedChain& chain : save()) {
    const std::string table = chain.table == "filter" ? "" : "-t " + chain.table + " ";
    for (size_t i = 0; i < chain.rules.size(); ++i) {
      const Anchor* anchor = anchor_of(chain, i);
      if (anchor) {
        const AppliedRule& rule = rules_[anchor->rule];
        all.push_back({rule.item, rule.text, chain.rules[i].counter, false});
      } else {
        all.push_back({"", table + "-A " + chain.name + " " + chain.rules[i].text,
                       chain.rules[i].counter, false});
      }
    }
    if (chain.verdict == "-") continue;
    const Anchor* anchor = policy_of(chain);
    all.push_back({anchor ? rules_[anchor->rule].item : "",
                   table + "-P " + chain.name + " " + chain.verdict, chain.policy, true});
  }
  return all;
}

}  // namespace hopproof::netns

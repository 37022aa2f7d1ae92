#include "netns/rule_ledger.hh"

#include "netns/iptables_restore.hh"

#include <algorithm>

namespace hopproof::netns {
namespace {

using Verb = IptablesRule::Verb;

bool is_number(const std::string& word) { return parse_number(word, 1'000'000).has_value(); }

/// What stands behind "-A CHAIN", "-I CHAIN 3": the rule itself.
std::vector<std::string> specification_of(const IptablesRule& rule) {
  std::vector<std::string> words = words_without_table(rule);
  const auto chain = std::ranges::find(words, rule.chain);
  if (chain == words.end()) return words;
  auto end = chain + 1;
  if (end != words.end() && is_number(*end)) ++end;
  const auto verb = chain == words.begin() ? chain : chain - 1;
  words.erase(verb, end);
  return words;
}

/// One line with "-s 10.0.0.1,10.0.0.2" makes two rules; with two such lists, their product.
size_t rules_made_by(const std::vector<std::string>& specification) {
  size_t count = 1;
  for (size_t i = 0; i + 1 < specification.size(); ++i) {
    for (const char* option : {"-s", "--src", "--source", "-d", "--dst", "--destination"}) {
      if (specification[i] == option)
        count *= size_t(std::ranges::count(specification[i + 1], ',')) + 1;
    }
  }
  return count;
}

/// A rule number from 1 as a position, within 0..size.
std::ptrdiff_t position(int index, size_t size) {
  return std::clamp(std::ptrdiff_t(index) - 1, std::ptrdiff_t(0), std::ptrdiff_t(size));
}

}  // namespace

void RuleLedger::apply(const IptablesRule& rule, size_t line) {
  if (rule.verb == Verb::flush && rule.chain.empty())
    std::erase_if(chains_, [&](const auto& chain) { return chain.first.first == rule.table; });
  if (rule.chain.empty()) return;
  std::vector<Entry>& entries = chains_[{rule.table, rule.chain}];
  const Entry made{line, specification_of(rule)};
  const auto at = entries.begin() + position(rule.index, entries.size());
  const size_t count = rules_made_by(made.specification);
  if (rule.verb == Verb::append) entries.insert(entries.end(), count, made);
  if (rule.verb == Verb::insert) entries.insert(at, count, made);
  if (rule.verb == Verb::replace && at != entries.end()) *at = made;
  if (rule.verb == Verb::flush) entries.clear();
  if (rule.verb != Verb::delete_rule) return;
  const auto named = std::ranges::find(entries, made.specification, &Entry::specification);
  const auto gone = rule.index > 0 ? at : named;
  if (gone != entries.end()) entries.erase(gone);
}

std::vector<size_t> RuleLedger::lines(const std::string& table, const std::string& chain) const {
  std::vector<size_t> result;
  const auto found = chains_.find({table, chain});
  if (found == chains_.end()) return result;
  for (const Entry& entry : found->second) result.push_back(entry.line);
  return result;
}

std::vector<std::pair<std::string, std::string>> RuleLedger::chains() const {
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& [name, entries] : chains_)
    if (!entries.empty()) result.push_back(name);
  return result;
}

}  // namespace hopproof::netns

#include "netns/nft_ruleset.hh"

#include "harness/base/error.hh"
#include "harness/base/text.hh"
#include "harness/case/nftables/nft_counting.hh"
#include "harness/case/nftables/nft_words.hh"
#include "netns/child.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>

#include <fmt/format.h>

namespace hopproof::netns {
namespace {

Finished run_nft(const Namespace& space, std::vector<std::string> words, std::string input,
                 const std::string& folder) {
  ChildSpec spec;
  spec.words = std::move(words);
  spec.space = &space;
  spec.input = std::move(input);
  spec.folder = folder;
  return run_packaged(spec, "nftables");
}

/// Standard priorities by name: nft(8), table "Standard priority names".
int priority_of(std::string_view text) {
  constexpr auto names = std::to_array<std::pair<std::string_view, int>>({{"raw", -300},
                                                                          {"mangle", -150},
                                                                          {"dstnat", -100},
                                                                          {"filter", 0},
                                                                          {"security", 50},
                                                                          {"srcnat", 100}});
  int priority = 0, sign = 1;
  for (std::string_view word : words_of(text)) {
    const auto named = std::ranges::find(names, word, &std::pair<std::string_view, int>::first);
    if (named != names.end()) {
      priority = named->second;
    } else if (word == "-" || word == "+") {
      sign = word == "-" ? -1 : 1;
    } else {
      const bool negative = word.starts_with('-');
      if (negative) word.remove_prefix(1);
      priority += sign * (negative ? -1 : 1) * int(parse_number(word, 1'000'000).value_or(0));
    }
  }
  return priority;
}

/// "counter packets 3 bytes 180" and "comment "..."" are told apart from the rule.
struct Shown {
  std::string text, comment, verdict;
  std::optional<RuleCounter> counter;
};

Shown read_rule(std::string_view rule) {
  Shown shown;
  const std::vector<NftWord> words = nft_words(rule);
  const size_t verdict = nft_verdict(words);
  if (verdict < words.size()) shown.verdict = words[verdict].text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i].kind == NftWord::Kind::end) continue;
    const bool counts = words[i].text == "counter" && i + 4 < words.size() &&
                        words[i + 1].text == "packets" && words[i + 3].text == "bytes";
    if (counts) {
      shown.counter = RuleCounter{parse_number(words[i + 2].text, UINT64_MAX).value_or(0),
                                  parse_number(words[i + 4].text, UINT64_MAX).value_or(0)};
      i += 4;
    } else if (words[i].text == "comment" && i + 1 < words.size()) {
      shown.comment = words[i + 1].text.substr(1, words[i + 1].text.size() - 2);
      ++i;
    } else {
      shown.text += (shown.text.empty() ? "" : " ") + std::string(words[i].text);
    }
  }
  return shown;
}

uint64_t handle_behind(std::string_view listing, size_t at) {
  constexpr std::string_view word = "# handle ";
  const std::string_view line = listing.substr(at, listing.find('\n', at) - at);
  const size_t found = line.find(word);
  if (found == std::string_view::npos) return 0;
  const std::string_view digits = line.substr(found + word.size());
  return parse_number(digits.substr(0, digits.find_first_not_of("0123456789")), UINT64_MAX)
      .value_or(0);
}

/// iptables-nft keeps its rules in tables of its own, whose base chains are in capitals.
bool is_of_iptables(const NftPart& part) {
  static const std::set<std::string> tables{"raw", "mangle", "nat", "filter", "security"};
  return (part.family == "ip" || part.family == "ip6") && tables.contains(part.table) &&
         part.kind == NftPart::Kind::chain && !part.hook.empty() &&
         part.chain.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
}

std::string table_of(const NftPart& part) { return part.family + " " + part.table; }

/// "/dev/stdin:3:5-10: Error: ...": the line, and what is said of it.
std::string complaint(const std::string& output, const Nftables& wanted) {
  constexpr std::string_view mark = "/dev/stdin:";
  std::string text;
  for (const std::string_view line : lines_of(output)) {
    const size_t at = line.find(mark);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = line.substr(at + mark.size());
    const auto number = parse_number(rest.substr(0, rest.find(':')), 1'000'000);
    const size_t says = rest.find(": ");
    if (!number || says == std::string_view::npos) continue;
    const auto lines = lines_of(wanted.text);
    const bool known = *number >= 1 && *number <= lines.size();
    text += fmt::format("{}line {} of the ruleset{}: {}", text.empty() ? "" : "; ", *number,
                        known ? fmt::format(" ({})", trimmed(lines[*number - 1])) : "",
                        rest.substr(says + 2));
  }
  return text.empty() ? output : text;
}

}  // namespace

namespace {

/// Of rules and parts alike.
bool in_one_chain(const auto& a, const auto& b) {
  return a.family == b.family && a.table == b.table && a.chain == b.chain;
}

LiveNftRule listed(const NftPart& part, const NftPart& chain) {
  LiveNftRule rule;
  rule.text = part.text;
  rule.family = part.family;
  rule.table = part.table;
  rule.chain = part.chain;
  rule.hook = chain.hook;
  rule.priority = priority_of(chain.priority);
  rule.policy = part.kind == NftPart::Kind::policy;
  if (rule.policy) rule.verdict = "drop";
  return rule;
}

/// What nft shows of a rule itself; our own at the end of a chain is left without a text.
void read_shown(LiveNftRule& rule, std::string_view listing, const NftPart::Span& span) {
  Shown shown = read_rule(listing.substr(span.start, span.length));
  rule.handle = handle_behind(listing, span.start + span.length);
  rule.counter = shown.counter;
  rule.verdict = std::move(shown.verdict);
  rule.text = shown.comment == nft_policy_comment ? "" : std::move(shown.text);
}

/// A policy comes behind its chain's rules, and has the counter of the last, if that is ours.
void place_policy(std::vector<LiveNftRule>& rules, LiveNftRule policy) {
  auto last = rules.end();
  for (auto rule = rules.begin(); rule != rules.end(); ++rule)
    if (in_one_chain(*rule, policy)) last = rule;
  if (last != rules.end() && last->text.empty()) {
    policy.counter = last->counter;
    policy.handle = last->handle;
    *last = std::move(policy);
  } else {
    rules.insert(last == rules.end() ? last : last + 1, std::move(policy));
  }
}

}  // namespace

std::vector<LiveNftRule> parse_nft_listing(std::string_view listing) {
  const auto read = parse_nftables(listing);
  const auto* parts = std::get_if<std::vector<NftPart>>(&read);
  if (parts == nullptr) throw HostError("cannot read what `nft -a list ruleset` prints");
  std::set<std::string> others;
  for (const NftPart& part : *parts)
    if (is_of_iptables(part)) others.insert(table_of(part));
  std::vector<LiveNftRule> rules, policies;
  NftPart chain;
  for (const NftPart& part : *parts) {
    if (others.contains(table_of(part)) || part.table.starts_with("hopproof")) continue;
    if (part.kind == NftPart::Kind::chain) {
      chain = part;
      continue;
    }
    LiveNftRule rule = listed(part, chain);
    if (!rule.policy) read_shown(rule, listing, part.spans.front());
    (rule.policy ? policies : rules).push_back(std::move(rule));
  }
  for (LiveNftRule& policy : policies) place_policy(rules, std::move(policy));
  std::erase_if(rules, [](const LiveNftRule& rule) { return rule.text.empty(); });
  return rules;
}

NftRuleset::NftRuleset(const Namespace& space, const Nftables& wanted, const std::string& folder)
    : space_(space) {
  if (wanted.empty()) return;
  std::vector<NftPart> parts;
  for (const NftItem& item : wanted.items) parts.push_back(item.part);
  const Finished finished =
      run_nft(space_, {"nft", "-f", "-"}, counted_ruleset(wanted.text, parts), folder);
  if (finished.status.code != 0)
    throw HostError(fmt::format("nft refuses the nftables on line {} of the case: {}",
                                wanted.place.line, complaint(finished.output, wanted)));
  anchor(wanted.items);
}

std::vector<LiveNftRule> NftRuleset::list() const {
  const Finished finished = run_nft(space_, {"nft", "-a", "list", "ruleset"}, "", "");
  if (finished.status.code != 0) throw HostError("nft cannot list its rules: " + finished.output);
  return parse_nft_listing(finished.output);
}

namespace {

std::string key_of(const LiveNftRule& rule) {
  return fmt::format("{} {} {} {} {}", rule.family, rule.table, rule.chain, rule.policy,
                     rule.policy ? 0 : rule.handle);
}

/// Items of one chain in the order of its rules: what is inserted comes first, last one first.
std::vector<const NftItem*> in_order(const std::vector<NftItem>& items, const LiveNftRule& site) {
  std::vector<const NftItem*> order;
  size_t inserted = 0;
  for (const NftItem& item : items) {
    const NftPart& part = item.part;
    const bool here = in_one_chain(part, site) && part.kind == NftPart::Kind::rule;
    if (!here) continue;
    if (part.inserted) {
      order.insert(order.begin(), &item);
      ++inserted;
    } else {
      order.push_back(&item);
    }
  }
  return order;
}

}  // namespace

// Nothing but the ruleset has touched nftables so far, except iptables, which is left out.
void NftRuleset::anchor(const std::vector<NftItem>& items) {
  std::map<std::string, size_t> taken;
  for (const LiveNftRule& rule : list()) {
    const NftItem* found = nullptr;
    if (rule.policy) {
      const auto policy = std::ranges::find_if(items, [&](const NftItem& item) {
        return item.part.kind == NftPart::Kind::policy && in_one_chain(item.part, rule);
      });
      if (policy != items.end()) found = &*policy;
    } else {
      const auto order = in_order(items, rule);
      const size_t position = taken[fmt::format("{} {} {}", rule.family, rule.table, rule.chain)]++;
      if (position < order.size()) found = order[position];
    }
    if (found != nullptr) names_[key_of(rule)] = found->name;
  }
}

std::vector<LiveNftRule> NftRuleset::live() const {
  std::vector<LiveNftRule> rules = list();
  for (LiveNftRule& rule : rules) {
    const auto known = names_.find(key_of(rule));
    if (known != names_.end()) rule.item = known->second;
  }
  return rules;
}

std::map<std::string, RuleCounter> NftRuleset::counters() const {
  std::map<std::string, RuleCounter> counters;
  if (names_.empty()) return counters;
  for (const LiveNftRule& rule : live())
    if (!rule.item.empty() && rule.counter) counters[rule.item] = *rule.counter;
  return counters;
}

}  // namespace hopproof::netns

#include "harness/case/nftables/nftables.hh"

#include "harness/base/spellcheck.hh"
#include "harness/case/nftables/nft_words.hh"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Kind = NftWord::Kind;
using Names = std::vector<std::string>;

const Names families{"ip", "ip6", "inet", "arp", "bridge", "netdev"};
const Names hooks{"prerouting", "input", "forward", "output", "postrouting", "ingress", "egress"};
const Names chain_types{"filter", "nat", "route"};
const Names commands{"add",     "create",   "insert", "replace", "delete", "destroy", "flush",
                     "define",  "redefine", "reset",  "rename",  "list",   "include", "undefine",
                     "monitor", "describe", "export", "import",  "table"};

bool is_among(std::string_view word, const Names& names) {
  return std::ranges::find(names, word) != names.end();
}

/// Thrown inside this file only: the first error ends the reading.
struct Refusal {
  LineError error;
};

class RulesetReader {
 public:
  explicit RulesetReader(std::string_view text) : text_(text), words_(nft_words(text)) {}

  std::vector<NftPart> read() {
    while (skip_ends(), !done()) {
      if (peek().kind == Kind::close) refuse(peek(), "this '}' closes nothing");
      statement();
    }
    name_parts();
    return std::move(parts_);
  }

 private:
  struct Site {
    std::string family, table, chain;
    auto operator<=>(const Site&) const = default;
  };

  bool done() const { return next_ >= words_.size(); }
  const NftWord& peek() const {
    static const NftWord nothing{Kind::end, "", 0};
    return done() ? nothing : words_[next_];
  }
  bool at_word(std::string_view text) const {
    return peek().kind == Kind::word && peek().text == text;
  }
  void skip_ends() {
    while (!done() && peek().kind == Kind::end) ++next_;
  }

  [[noreturn]] void refuse(const NftWord& word, std::string message) const {
    const size_t start = done() && word.text.empty() ? text_.size() : word.start;
    throw Refusal{{int(start), int(word.text.size()), std::move(message)}};
  }

  const NftWord& take(std::string_view wanted) {
    const bool there = peek().kind == Kind::word || peek().kind == Kind::quoted;
    if (!there) refuse(peek(), fmt::format("expected {} here", wanted));
    return words_[next_++];
  }

  void take_one_of(std::string_view what, const Names& names, std::string* into) {
    const NftWord& word = take(what);
    if (!is_among(word.text, names))
      refuse(word, fmt::format("'{}' is not {}; there are {}{}", word.text, what,
                               fmt::join(names, ", "), did_you_mean(word.text, names)));
    if (into != nullptr) *into = word.text;
  }

  /// Up to the end of the statement, or to the '}' around it; quoted text and braces stay whole.
  std::vector<NftWord> take_statement() {
    const size_t first = next_;
    std::vector<const NftWord*> open;
    for (; !done(); ++next_) {
      const NftWord& word = peek();
      if (word.kind == Kind::quoted && (word.text.size() < 2 || !word.text.ends_with('"')))
        refuse(word, "this quote is not closed in its line");
      if (open.empty() && (word.kind == Kind::end || word.kind == Kind::close)) break;
      if (word.kind == Kind::open) open.push_back(&word);
      if (word.kind == Kind::close) open.pop_back();
    }
    if (!open.empty()) refuse(*open.back(), "this '{' is not closed");
    return {words_.begin() + std::ptrdiff_t(first), words_.begin() + std::ptrdiff_t(next_)};
  }

  NftPart::Span span_of(const std::vector<NftWord>& words) const {
    return {words.front().start, words.back().stop() - words.front().start};
  }

  std::string one_line(const std::vector<NftWord>& words) const {
    std::string line;
    for (const NftWord& word : words) {
      if (word.kind == Kind::end) continue;
      line += (line.empty() ? "" : " ") + std::string(word.text);
    }
    return line;
  }

  void statement() {
    const NftWord& word = take("a table or a command");
    if (word.text == "table") return table();
    if (word.text == "add" || word.text == "create" || word.text == "insert") {
      const bool inserted = word.text == "insert";
      if (at_word("table")) return ++next_, table();
      if (at_word("chain")) return ++next_, chain_command(word);
      if (at_word("rule")) return ++next_, rule_command(word, inserted);
    } else if (word.text == "nft") {
      refuse(word, "write what `nft -f` reads, without the word nft");
    } else if (!is_among(word.text, commands)) {
      refuse(word, fmt::format("'{}' begins nothing that nft knows: a ruleset holds `table FAMILY "
                               "NAME {{ ... }}` and commands such as `add rule`{}",
                               word.text, did_you_mean(word.text, commands)));
    }
    take_statement();
  }

  Site site_of_table() {
    Site site{"ip", "", ""};
    const NftWord& first = take("a table's name");
    if (!is_among(first.text, families)) return {"ip", std::string(first.text), ""};
    site.family = first.text;
    site.table = take("a table's name").text;
    return site;
  }

  void table() {
    const NftWord& first = peek();
    const Site site = site_of_table();
    if (peek().kind != Kind::open) {
      if (peek().kind != Kind::end)
        refuse(first, fmt::format("'{}' is not a family; there are {}{}", first.text,
                                  fmt::join(families, ", "), did_you_mean(first.text, families)));
      return;
    }
    const NftWord& open = words_[next_++];
    while (skip_ends(), peek().kind != Kind::close) {
      if (done()) refuse(open, "this '{' is not closed");
      if (at_word("chain")) {
        const size_t start = words_[next_++].start;
        Site chain = site;
        chain.chain = take("a chain's name").text;
        chain_block(chain, start);
      } else {
        take_statement();
      }
    }
    ++next_;
  }

  void chain_command(const NftWord& command) {
    Site site = site_of_table();
    site.chain = take("a chain's name").text;
    if (peek().kind == Kind::open) return chain_block(site, command.start);
    chain_at(site);  // without a hook it does nothing by itself
  }

  void rule_command(const NftWord& command, bool inserted) {
    Site site = site_of_table();
    site.chain = take("a chain's name").text;
    const bool placed = at_word("position") || at_word("handle") || at_word("index");
    if (placed) next_ += 2;
    next_ = std::min(next_, words_.size());
    const std::vector<NftWord> rule = take_statement();
    if (rule.empty()) refuse(command, "this rule says nothing");
    const size_t stop = rule.back().stop();
    NftPart& part = add(NftPart::Kind::rule, site, one_line(rule));
    part.inserted = inserted && !placed;
    part.spans = {{command.start, stop - command.start}};
    rules_of_[site].push_back(part.spans.front());
  }

  void chain_block(const Site& site, size_t start) {
    const NftWord& open = peek();
    if (open.kind != Kind::open) refuse(open, "expected '{' here: a chain is chain NAME { ... }");
    ++next_;
    const size_t chain = chain_at(site);
    std::vector<std::vector<NftWord>> rules;
    while (skip_ends(), peek().kind != Kind::close) {
      if (done()) refuse(open, "this '{' is not closed");
      if (at_word("type")) {
        read_base(parts_[chain]);
      } else if (at_word("policy")) {
        read_policy(site);
      } else {
        const bool describes = at_word("comment") || at_word("devices") || at_word("flags");
        const std::vector<NftWord> words = take_statement();
        if (!describes) rules.push_back(words);
      }
    }
    const NftWord& close = words_[next_++];
    const bool is_base = !parts_[chain].hook.empty();
    const size_t from = is_base ? start : open.stop();
    const size_t to = is_base ? close.stop() : close.start;
    parts_[chain].spans.push_back({from, to - from});
    for (const auto& rule : rules) {
      NftPart& part = add(NftPart::Kind::rule, site, one_line(rule));
      part.spans = {span_of(rule)};
    }
  }

  void read_base(NftPart& base) {
    const size_t first = next_++;
    take_one_of("a chain's type", chain_types, &base.type);
    if (!at_word("hook")) refuse(peek(), "expected `hook` here");
    ++next_;
    take_one_of("a hook", hooks, &base.hook);
    const std::vector<NftWord> rest = take_statement();
    const auto priority = std::ranges::find(rest, "priority", &NftWord::text);
    if (priority == rest.end()) refuse(words_[first], "a base chain needs a priority");
    base.priority = one_line({priority + 1, rest.end()});
    base.text =
        one_line({words_.begin() + std::ptrdiff_t(first), words_.begin() + std::ptrdiff_t(next_)});
  }

  void read_policy(const Site& site) {
    const NftWord& word = words_[next_++];
    std::string policy;
    take_one_of("a policy", {"accept", "drop"}, &policy);
    if (policy == "accept") return;  // it is so anyway
    NftPart& part = add(NftPart::Kind::policy, site, "policy " + policy);
    part.spans = {{word.start, words_[next_ - 1].stop() - word.start}};
  }

  NftPart& add(NftPart::Kind kind, const Site& site, std::string text) {
    NftPart& part = parts_.emplace_back();
    part.kind = kind;
    part.family = site.family;
    part.table = site.table;
    part.chain = site.chain;
    part.text = std::move(text);
    return part;
  }

  /// A chain may be opened again, to add rules.
  size_t chain_at(const Site& site) {
    const auto [known, added] = chains_.emplace(site, parts_.size());
    if (added) add(NftPart::Kind::chain, site, "chain " + site.chain);
    return known->second;
  }

  void name_parts() {
    std::map<std::string, std::set<std::string>> families_of;
    for (const NftPart& part : parts_) families_of[part.table].insert(part.family);
    std::map<std::string, int> rules;
    for (NftPart& part : parts_) {
      const bool plain = families_of[part.table].size() == 1;
      part.name = fmt::format("{}{}.{}", plain ? "" : part.family + ".", part.table, part.chain);
      if (part.kind == NftPart::Kind::policy) part.name += ".policy";
      if (part.kind == NftPart::Kind::rule) {
        const int number = ++rules[part.name];
        part.name += fmt::format(".{}", number);
      }
    }
    for (const auto& [site, spans] : rules_of_) {
      const auto chain = chains_.find(site);
      if (chain == chains_.end()) continue;
      auto& all = parts_[chain->second].spans;
      all.insert(all.end(), spans.begin(), spans.end());
    }
  }

  std::string_view text_;
  std::vector<NftWord> words_;
  size_t next_ = 0;
  std::vector<NftPart> parts_;
  std::map<Site, size_t> chains_;
  std::map<Site, std::vector<NftPart::Span>> rules_of_;  ///< by commands
};

}  // namespace

std::variant<std::vector<NftPart>, LineError> parse_nftables(std::string_view text) {
  try {
    return RulesetReader(text).read();
  } catch (const Refusal& refusal) {
    return refusal.error;
  }
}

void blank_out(std::string& text, const std::vector<NftPart::Span>& spans) {
  for (const NftPart::Span& span : spans) {
    const auto begin = text.begin() + std::ptrdiff_t(span.start);
    std::replace_if(
        begin, begin + std::ptrdiff_t(span.length), [](char c) { return c != '\n'; }, ' ');
  }
}

}  // namespace hopproof

#include "harness/base/spellcheck.hh"
#include "harness/case/iptables/netmask.hh"
#include "harness/case/route/route.hh"
#include "harness/case/route/route_words.hh"
#include "harness/case/text/words.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr uint32_t main_table = 254;

/// One policy rule, word by word. Every read_ function says false after it has set error_.
class PolicyRuleReader {
 public:
  explicit PolicyRuleReader(std::vector<Token> words) : words_(std::move(words)) {}

  std::variant<PolicyRule, LineError> read() {
    while (!words_.done()) {
      if (!read_word()) return error_;
    }
    const bool looks_up = rule_.action == Route::Type::unicast;
    if (looks_up && !rule_.table) rule_.table = main_table;  // as ip does
    if (!looks_up && rule_.table) {
      fail(words_.last(), "a rule looks up a table or refuses, not both");
      return error_;
    }
    rule_.family = family_.value_or(Family::v4);
    return rule_;
  }

 private:
  using Read = bool (PolicyRuleReader::*)();
  struct Option {
    std::string_view word;
    Read read;
  };
  static const std::array<Option, 12> options;

  bool read_word() {
    const Token& word = words_.take();
    if (word.text == "not") return rule_.inverted = true;
    if (const auto type = find_route_type(word.text)) return read_action(word, *type);
    const auto* option = std::ranges::find(options, word.text, &Option::word);
    if (option == options.end()) return unknown(word);
    if (words_.done()) return fail(word, fmt::format("'{}' needs a value", word.text));
    return (this->*option->read)();
  }

  bool read_action(const Token& word, std::optional<Route::Type> type) {
    if (!type || *type == Route::Type::local) {
      return fail(word, fmt::format("a rule cannot be '{}' here", word.text));
    }
    rule_.action = *type;
    return true;
  }

  bool unknown(const Token& word) {
    static const std::vector<std::string> others{"tos",       "dsfield",
                                                 "ipproto",   "sport",
                                                 "dport",     "uidrange",
                                                 "goto",      "nop",
                                                 "l3mdev",    "suppress_prefixlength",
                                                 "sup_pl",    "suppress_ifgroup",
                                                 "sup_group", "protocol",
                                                 "realms",    "nat"};
    std::vector<std::string> known{"not", "blackhole", "unreachable", "prohibit"};
    for (const Option& option : options) known.emplace_back(option.word);
    if (std::ranges::find(others, word.text) != others.end()) {
      return fail(word, fmt::format("'{}' is not supported here", word.text));
    }
    return fail(word,
                fmt::format("unknown word '{}'{}", word.text, did_you_mean(word.text, known)));
  }

  bool read_from() { return read_network(rule_.from); }
  bool read_to() { return read_network(rule_.to); }

  bool read_network(std::optional<Cidr>& into) {
    const Token& word = words_.take();
    if (is_any_word(word.text)) return true;
    const auto network = parse_network(word.text);
    if (!network) return fail(word, fmt::format("'{}' is not a network", word.text));
    if (family_ && *family_ != network->address.family()) {
      return fail(word, fmt::format("{} belongs to another address family than the words before it",
                                    word.text));
    }
    family_ = network->address.family();
    into = network;
    return true;
  }

  bool read_iif() { return read_interface(rule_.iif); }
  bool read_oif() { return read_interface(rule_.oif); }

  bool read_interface(std::string& into) {
    const Token& word = words_.take();
    into = word.text;
    return is_interface_name(word.text) ||
           fail(word, fmt::format("'{}' is not the name of an interface", word.text));
  }

  bool read_mark() {
    const Token& word = words_.take();
    const size_t slash = word.text.find('/');
    rule_.mark = parse_integer(std::string_view(word.text).substr(0, slash));
    if (slash != std::string::npos) {
      rule_.mark_mask = parse_integer(std::string_view(word.text).substr(slash + 1));
    }
    const bool good = rule_.mark && (slash == std::string::npos || rule_.mark_mask);
    return good || fail(word, fmt::format("'{}' is not a mark; it is N or N/MASK", word.text));
  }

  bool read_priority() {
    const Token& word = words_.take();
    rule_.priority = parse_integer(word.text);
    return rule_.priority || fail(word, fmt::format("'{}' is not a number", word.text));
  }

  bool read_table() {
    const Token& word = words_.take();
    rule_.table = parse_table(word.text);
    return rule_.table || fail(word, table_error(word.text));
  }

  bool fail(const Token& word, std::string message) {
    error_ = error_at(word, std::move(message));
    return false;
  }

  WordReader words_;
  PolicyRule rule_;
  std::optional<Family> family_;
  LineError error_;
};

const std::array<PolicyRuleReader::Option, 12> PolicyRuleReader::options{{
    {"from", &PolicyRuleReader::read_from},
    {"to", &PolicyRuleReader::read_to},
    {"fwmark", &PolicyRuleReader::read_mark},
    {"iif", &PolicyRuleReader::read_iif},
    {"dev", &PolicyRuleReader::read_iif},
    {"oif", &PolicyRuleReader::read_oif},
    {"priority", &PolicyRuleReader::read_priority},
    {"pref", &PolicyRuleReader::read_priority},
    {"preference", &PolicyRuleReader::read_priority},
    {"order", &PolicyRuleReader::read_priority},
    {"table", &PolicyRuleReader::read_table},
    {"lookup", &PolicyRuleReader::read_table},
}};

}  // namespace

std::variant<PolicyRule, LineError> parse_policy_rule(std::string_view line) {
  auto words = split_words(line);
  if (auto* error = std::get_if<LineError>(&words)) return std::move(*error);
  auto& tokens = std::get<std::vector<Token>>(words);
  if (tokens.empty())
    return LineError{.message = "the rule is empty; write what follows 'ip rule add'"};
  return PolicyRuleReader(std::move(tokens)).read();
}

}  // namespace hopproof

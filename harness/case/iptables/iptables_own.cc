#include "harness/base/protocol.hh"
#include "harness/base/spellcheck.hh"
#include "harness/base/text.hh"
#include "harness/case/iptables/iptables_chain.hh"
#include "harness/case/iptables/iptables_context.hh"
#include "harness/case/iptables/iptables_protocol.hh"
#include "harness/case/route/route_words.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Kind = IptablesOption::Kind;
/// Every function says false after it has set the error.
class OwnReader {
 public:
  explicit OwnReader(IptablesContext& context) : c_(context) {}

  bool read(const IptablesOption& option, const Token& word) {
    if (c_.negation && !option.negatable) {
      return c_.fail(*c_.negation, fmt::format("option {} cannot be negated", option.text()));
    }
    const bool once = option.kind != Kind::match && option.kind != Kind::command;
    const Kind kind = option.kind == Kind::go ? Kind::jump : option.kind;  // a rule has one of them
    if (once && !c_.line.seen.insert(kind).second) {
      return c_.fail(word, fmt::format("option {} is given twice", option.text()));
    }
    switch (option.kind) {
      case Kind::command:
        return read_command(option, word);
      case Kind::table:
        return read_table(word);
      case Kind::source:
      case Kind::destination:
        return c_.mark_rule(word), read_networks(option, word);
      case Kind::protocol:
        return c_.mark_rule(word), read_protocol(option, word);
      case Kind::in:
      case Kind::out:
        return c_.mark_rule(word), read_interface(option, word);
      case Kind::jump:
      case Kind::go:
        return c_.mark_rule(word), read_target(option, word);
      case Kind::match:
        return c_.mark_rule(word), read_match(word);
      case Kind::fragment:
        return c_.mark_rule(word), read_fragment(option, word);
      case Kind::counters:
        return c_.mark_rule(word), read_counters(word);
      case Kind::wait:
        return read_wait();
      case Kind::ipv4:
      case Kind::ipv6:
        return read_family(option, word);
      case Kind::ignored:
        return true;
      case Kind::unsupported:
        break;
    }
    return c_.fail(word,
                   fmt::format("{} changes no rules; a case has no use for it", option.text()));
  }

  bool read_command(const IptablesOption& option, const Token& word) {
    if (c_.line.command != nullptr)
      return c_.fail(word, fmt::format("{} is a second command", option.text()));
    c_.line.command = &option;
    c_.line.command_word = word;
    c_.line.rule.verb = option.verb;
    const IptablesRule::Verb verb = option.verb;
    const bool may_lack = verb == IptablesRule::Verb::flush ||
                          verb == IptablesRule::Verb::delete_chain ||
                          verb == IptablesRule::Verb::zero;
    if (may_lack && !c_.next_is_plain()) return true;
    if (!c_.take_value(word, option.text(), c_.line.chain_word)) return false;
    c_.line.rule.chain = c_.line.chain_word.text;
    if (verb == IptablesRule::Verb::policy) {
      if (!c_.take_value(word, option.text(), c_.line.target_word)) return false;
      c_.line.rule.target = c_.line.target_word.text;
      return true;
    }
    return read_rule_number(option, word);
  }

  bool read_rule_number(const IptablesOption& option, const Token& word) {
    const IptablesRule::Verb verb = option.verb;
    const bool takes = verb == IptablesRule::Verb::insert ||
                       verb == IptablesRule::Verb::delete_rule ||
                       verb == IptablesRule::Verb::replace || verb == IptablesRule::Verb::zero;
    if (!takes || !c_.next_is_plain()) {
      return verb != IptablesRule::Verb::replace || c_.fail(word, "-R needs the number of a rule");
    }
    const Token& number = c_.words.take();
    const auto value = parse_number(number.text, 1'000'000);
    if (!value || *value == 0)
      return c_.fail(number, fmt::format("'{}' is not the number of a rule", number.text));
    c_.line.rule.index = int(*value);
    return true;
  }

  bool read_table(const Token& word) {
    Token value;
    if (!c_.take_value(word, "-t", value)) return false;
    const auto& tables = iptables_tables();
    c_.line.rule.table = value.text;
    if (std::ranges::find(tables, value.text) != tables.end()) return true;
    return c_.fail(
        value, fmt::format("unknown table '{}'{}", value.text, did_you_mean(value.text, tables)));
  }

  bool read_networks(const IptablesOption& option, const Token& word) {
    const std::optional<Token> negation = c_.negation;
    Token value;
    if (!c_.take_value(word, option.text(), value)) return false;
    if (auto problem = check_networks(value.text, c_.family))
      return c_.fail_inside(value, std::move(*problem));
    if (negation && value.text.find(',') != std::string::npos) {
      return c_.fail(*negation, "'!' can negate one address, not a list");
    }
    return add_own(option, value.text);
  }

  bool read_protocol(const IptablesOption& option, const Token& word) {
    Token value;
    if (!c_.take_value(word, option.text(), value)) return false;
    const auto name = protocol_name(value.text);
    if (!name) {
      return c_.fail(value, fmt::format("unknown protocol '{}'{}", value.text,
                                        did_you_mean(lowered(value.text), protocol::names())));
    }
    c_.line.protocol = *name;
    c_.line.protocol_negated = c_.negation.has_value();
    return add_own(option, value.text);
  }

  bool read_interface(const IptablesOption& option, const Token& word) {
    Token value;
    if (!c_.take_value(word, option.text(), value)) return false;
    if (!is_interface_name(value.text)) {
      return c_.fail(value, fmt::format("'{}' is not the name of an interface", value.text));
    }
    (option.kind == Kind::in ? c_.line.in_word : c_.line.out_word) = word;
    return add_own(option, value.text);
  }

  bool read_target(const IptablesOption& option, const Token& word) {
    Token& value = c_.line.target_word;
    if (!c_.take_value(word, option.text(), value)) return false;
    c_.line.rule.target = value.text;
    if (option.kind == Kind::go) {
      c_.line.target_is_chain = true;
      return add_own(option, value.text);
    }
    const ExtensionSpec* spec = find_target(value.text, c_.family);
    if (spec == nullptr) return read_unknown_target(value);
    c_.line.extensions.push_back(
        {.spec = spec, .is_target = true, .word = value, .name = value.text, .options = {}});
    return true;
  }

  bool read_unknown_target(const Token& value) {
    if (find_target(value.text, other_family()) != nullptr) return wrong_family("target", value);
    c_.line.target_is_chain = true;
    const std::string near = nearest(raised(value.text), names_of(all_targets(), c_.family));
    if (near.empty()) return true;  // a chain of the user's
    c_.warn(value, fmt::format("unknown target '{}'; did you mean '{}'?", value.text, near));
    c_.lenient = true;
    return true;
  }

  bool read_match(const Token& word) {
    Token value;
    if (!c_.take_value(word, "-m", value)) return false;
    const ExtensionSpec* spec = find_match(value.text, c_.family);
    if (spec == nullptr && find_match(value.text, other_family()) != nullptr)
      return wrong_family("match", value);
    const std::string name(spec == nullptr ? value.text : spec->name);
    c_.line.extensions.push_back(
        {.spec = spec, .is_target = false, .word = value, .name = name, .options = {}});
    if (spec != nullptr) return true;
    c_.warn(value,
            fmt::format("unknown match '{}'{}", value.text,
                        did_you_mean(lowered(value.text), names_of(all_matches(), c_.family))));
    c_.lenient = true;
    return true;
  }

  bool wrong_family(std::string_view what, const Token& value) {
    return c_.fail(value, fmt::format("the {} {} is for {}", what, value.text,
                                      c_.family == Family::v4 ? "ip6tables" : "iptables"));
  }

  Family other_family() const { return c_.family == Family::v4 ? Family::v6 : Family::v4; }

  bool read_fragment(const IptablesOption& option, const Token& word) {
    if (c_.family == Family::v6) return c_.fail(word, "option -f is for iptables");
    c_.line.rule.options.push_back(
        {.name = option.text(), .values = {}, .negated = c_.take_negation()});
    return true;
  }

  bool read_counters(const Token& word) {
    for (int i = 0; i < 2; ++i) {
      Token value;
      if (!c_.take_value(word, "-c", value)) return false;
      if (!parse_number(value.text, UINT64_MAX))
        return c_.fail(value, fmt::format("'{}' is not a number", value.text));
    }
    return true;
  }

  bool read_wait() {
    if (c_.next_is_plain() && parse_number(c_.words.peek().text, UINT32_MAX)) c_.words.take();
    return true;
  }

  bool read_family(const IptablesOption& option, const Token& word) {
    const bool fits = (option.kind == Kind::ipv4) == (c_.family == Family::v4);
    return fits || c_.fail(word, fmt::format("option {} belongs to the other address family",
                                             option.text()));
  }

  bool add_own(const IptablesOption& option, std::string value) {
    c_.line.rule.options.push_back(
        {.name = option.text(), .values = {std::move(value)}, .negated = c_.take_negation()});
    return true;
  }

  IptablesContext& c_;
};

}  // namespace

bool read_own_option(IptablesContext& context, const IptablesOption& option, const Token& word) {
  return OwnReader(context).read(option, word);
}

}  // namespace hopproof

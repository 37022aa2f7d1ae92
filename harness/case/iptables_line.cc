#include "harness/case/iptables_line.hh"

#include "harness/base/spellcheck.hh"
#include "harness/case/iptables_protocol.hh"
#include "harness/case/iptables_value.hh"
#include "harness/case/route_words.hh"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Kind = IptablesOption::Kind;
using Verb = IptablesRule::Verb;

constexpr std::string_view protocol_matches = "tcp|udp|sctp|icmp|icmp6";

std::string lowered(std::string_view word) {
  std::string text(word);
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return text;
}

std::string raised(std::string_view word) {
  std::string text(word);
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return char(std::toupper(c)); });
  return text;
}

const OptionSpec* option_of(const ExtensionSpec& extension, std::string_view name) {
  for (const OptionSpec& option : extension.options) {
    if (option.name == name || (!option.alias.empty() && option.alias == name)) return &option;
  }
  return nullptr;
}

/// What a long option turned out to be: one of iptables itself, or one of a loaded extension.
struct LongOption {
  const IptablesOption* own = nullptr;
  size_t extension = 0;
  const OptionSpec* option = nullptr;
  bool ambiguous = false;

  bool found() const { return own != nullptr || option != nullptr; }
};

/// Every read_ and take_ function says false after it has set error_.
class LineReader {
 public:
  LineReader(std::vector<Token> words, Family family) : words_(std::move(words)), family_(family) {}

  std::variant<IptablesLine, LineError> read() {
    words_.take_if(family_ == Family::v4 ? "iptables" : "ip6tables");
    while (!words_.done()) {
      if (!read_word()) return error_;
    }
    if (negation_) return error_at(*negation_, "'!' is followed by no option");
    return std::move(line_);
  }

 private:
  bool read_word() {
    const Token& word = words_.take();
    const std::string_view text = word.text;
    if (text == "!" && !negation_) return negation_ = word, true;
    if (text.starts_with("--") && text.size() > 2) return read_long(word);
    if (text.starts_with('-') && text.size() > 1 && text != "--") return read_short(word);
    if (lenient_) return negation_.reset(), true;
    return fail(word, fmt::format("unexpected '{}'", text));
  }

  bool read_short(const Token& word) {
    const auto* option = find_iptables_option(word.text[1]);
    if (option == nullptr) return fail(word, fmt::format("unknown option '{}'", word.text));
    if (word.text.size() > 2) {
      return fail(word, fmt::format("a blank is missing after {}", option->text()));
    }
    return read_own(*option, word);
  }

  bool read_long(const Token& word) {
    const size_t equals = word.text.find('=');
    const Token name = part_of(word, 0, equals);
    if (equals != std::string::npos) attached_ = part_of(word, equals + 1);
    LongOption found = find_long(name.text);
    if (!found.found() && load_protocol_match(name)) found = find_long(name.text);
    if (found.ambiguous)
      return fail(name, fmt::format("'{}' may mean more than one option", name.text));
    if (found.own != nullptr) return read_own(*found.own, name);
    if (found.option != nullptr) return read_extension_option(found, name);
    return read_unknown(name);
  }

  LongOption find_long(std::string_view name) const {
    if (const auto* own = find_iptables_option(name)) return {.own = own};
    for (size_t i = line_.extensions.size(); i-- > 0;) {
      const ExtensionSpec* spec = line_.extensions[i].spec;
      const OptionSpec* option = spec == nullptr ? nullptr : option_of(*spec, name);
      if (option != nullptr) return {.extension = i, .option = option};
    }
    return find_shortened(name);
  }

  /// getopt takes any beginning of a long option that fits only one.
  LongOption find_shortened(std::string_view name) const {
    LongOption found;
    const auto own = iptables_options_starting(name);
    if (!own.empty()) found.own = own.front();
    found.ambiguous = own.size() > 1;
    for (size_t i = line_.extensions.size(); i-- > 0;) {
      if (line_.extensions[i].spec == nullptr) continue;
      for (const OptionSpec& option : line_.extensions[i].spec->options) {
        if (!option.name.starts_with(name) && !option.alias.starts_with(name)) continue;
        if (found.found() && found.option != &option) found.ambiguous = true;
        found.option = &option;
        found.extension = i;
      }
    }
    return found;
  }

  /// "-p tcp --dport 80" needs no -m tcp.
  bool load_protocol_match(const Token& name) {
    const std::string match = line_.protocol == "icmpv6" ? "icmp6" : line_.protocol;
    if (!is_among(match, protocol_matches)) return false;
    const ExtensionSpec* spec = find_match(match, family_);
    const auto same = [&](const LoadedExtension& loaded) { return loaded.spec == spec; };
    if (spec == nullptr || std::ranges::any_of(line_.extensions, same)) return false;
    const auto starts = [&](const OptionSpec& option) {
      return option.name.starts_with(name.text) || option.alias.starts_with(name.text);
    };
    if (std::ranges::none_of(spec->options, starts)) return false;
    line_.extensions.push_back(
        {.spec = spec, .is_target = false, .word = name, .name = match, .options = {}});
    return true;
  }

  bool read_unknown(const Token& name) {
    if (line_.target_is_chain && !lenient_) {
      warn(line_.target_word, fmt::format("unknown target '{}'; what follows it is not checked",
                                          line_.target_word.text));
      lenient_ = true;
    }
    if (lenient_) return attached_.reset(), negation_.reset(), true;
    return fail(name, unknown_message(name.text));
  }

  std::string unknown_message(const std::string& name) const {
    std::string owners;
    for (const ExtensionSpec& match : all_matches()) {
      if (!match.fits(family_) || option_of(match, name) == nullptr) continue;
      const bool of_protocol = is_among(match.name, protocol_matches);
      owners += fmt::format("{}{} {}", owners.empty() ? "" : " or ", of_protocol ? "-p" : "-m",
                            match.name);
    }
    for (const ExtensionSpec& target : all_targets()) {
      if (!target.fits(family_) || option_of(target, name) == nullptr) continue;
      owners += fmt::format("{}-j {}", owners.empty() ? "" : " or ", target.name);
    }
    if (!owners.empty()) return fmt::format("option {} goes after {}", name, owners);
    return fmt::format("unknown option '{}'{}", name, did_you_mean(name, known_names()));
  }

  /// Options of what was loaded come first: where two are equally near, these are meant.
  std::vector<std::string> known_names() const {
    std::vector<std::string> names;
    const auto add = [&names](const ExtensionSpec& spec) {
      for (const OptionSpec& option : spec.options) names.emplace_back(option.name);
    };
    for (const LoadedExtension& loaded : line_.extensions) {
      if (loaded.spec != nullptr) add(*loaded.spec);
    }
    const auto* protocol = find_match(line_.protocol, family_);
    if (protocol != nullptr) add(*protocol);
    for (std::string& name : iptables_option_names()) names.push_back(std::move(name));
    return names;
  }

  bool read_extension_option(const LongOption& found, const Token& name) {
    LoadedExtension& extension = line_.extensions[found.extension];
    const OptionSpec& spec = *found.option;
    mark_rule(name);
    const auto same = [&](const GivenOption& given) { return given.spec == &spec; };
    if (std::ranges::any_of(extension.options, same)) {
      return fail(name, fmt::format("option {} is given twice", spec.name));
    }
    if (negation_ && !spec.negatable) {
      return fail(*negation_, fmt::format("option {} cannot be negated", spec.name));
    }
    GivenOption given{
        .spec = &spec,
        .option = {.name = std::string(spec.name), .values = {}, .negated = take_negation()},
        .word = name,
        .value = name};
    if (!read_values(given)) return false;
    line_.extensions[found.extension].options.push_back(std::move(given));
    return true;
  }

  bool read_values(GivenOption& given) {
    const OptionSpec& spec = *given.spec;
    if (spec.value_count() == 0 && attached_) {
      return fail(*attached_, fmt::format("option {} takes no value", spec.name));
    }
    for (int i = 0; i < spec.value_count(); ++i) {
      if (!take_value(given.word, spec.name, given.value)) return false;
      if (auto problem = check_value(spec, given.value.text, i, family_)) {
        return fail_inside(given.value, std::move(*problem));
      }
      given.option.values.push_back(given.value.text);
    }
    return true;
  }

  bool read_own(const IptablesOption& option, const Token& word) {
    if (negation_ && !option.negatable) {
      return fail(*negation_, fmt::format("option {} cannot be negated", option.text()));
    }
    if (option.kind != Kind::match && option.kind != Kind::command &&
        !seen_.insert(option.kind).second) {
      return fail(word, fmt::format("option {} is given twice", option.text()));
    }
    switch (option.kind) {
      case Kind::command:
        return read_command(option, word);
      case Kind::table:
        return read_table(word);
      case Kind::source:
      case Kind::destination:
        return mark_rule(word), read_networks(option, word);
      case Kind::protocol:
        return mark_rule(word), read_protocol(option, word);
      case Kind::in:
      case Kind::out:
        return mark_rule(word), read_interface(option, word);
      case Kind::jump:
      case Kind::go:
        return mark_rule(word), read_target(option, word);
      case Kind::match:
        return mark_rule(word), read_match(word);
      case Kind::fragment:
        return mark_rule(word), read_fragment(option, word);
      case Kind::counters:
        return mark_rule(word), read_counters(word);
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
    return fail(word, fmt::format("{} changes no rules; a case has no use for it", option.text()));
  }

  bool read_command(const IptablesOption& option, const Token& word) {
    if (line_.command != nullptr)
      return fail(word, fmt::format("{} is a second command", option.text()));
    line_.command = &option;
    line_.command_word = word;
    line_.rule.verb = option.verb;
    const Verb verb = option.verb;
    const bool may_lack = verb == Verb::flush || verb == Verb::delete_chain || verb == Verb::zero;
    if (may_lack && !next_is_plain()) return true;
    if (!take_value(word, option.text(), line_.chain_word)) return false;
    line_.rule.chain = line_.chain_word.text;
    if (verb == Verb::policy) {
      if (!take_value(word, option.text(), line_.target_word)) return false;
      line_.rule.target = line_.target_word.text;
      return true;
    }
    return read_rule_number(option, word);
  }

  bool read_rule_number(const IptablesOption& option, const Token& word) {
    const Verb verb = option.verb;
    const bool takes = verb == Verb::insert || verb == Verb::delete_rule || verb == Verb::replace ||
                       verb == Verb::zero;
    if (!takes || !next_is_plain()) {
      return verb != Verb::replace || fail(word, "-R needs the number of a rule");
    }
    const Token& number = words_.take();
    const auto value = parse_number(number.text, 1'000'000);
    if (!value || *value == 0)
      return fail(number, fmt::format("'{}' is not the number of a rule", number.text));
    line_.rule.index = int(*value);
    return true;
  }

  bool read_table(const Token& word) {
    Token value;
    if (!take_value(word, "-t", value)) return false;
    line_.rule.table = value.text;
    return check_known_table(value);
  }

  bool check_known_table(const Token& value) {
    static const std::vector<std::string> tables{"raw", "mangle", "nat", "filter", "security"};
    if (std::ranges::find(tables, value.text) != tables.end()) return true;
    return fail(value,
                fmt::format("unknown table '{}'{}", value.text, did_you_mean(value.text, tables)));
  }

  bool read_networks(const IptablesOption& option, const Token& word) {
    const std::optional<Token> negation = negation_;
    Token value;
    if (!take_value(word, option.text(), value)) return false;
    if (auto problem = check_networks(value.text, family_))
      return fail_inside(value, std::move(*problem));
    if (negation && value.text.find(',') != std::string::npos) {
      return fail(*negation, "'!' goes with one address, not with a list");
    }
    return add_own(option, value.text);
  }

  bool read_protocol(const IptablesOption& option, const Token& word) {
    Token value;
    if (!take_value(word, option.text(), value)) return false;
    const auto name = protocol_name(value.text);
    if (!name) {
      return fail(value, fmt::format("unknown protocol '{}'{}", value.text,
                                     did_you_mean(lowered(value.text), protocol_names())));
    }
    line_.protocol = *name;
    line_.protocol_negated = negation_.has_value();
    return add_own(option, value.text);
  }

  bool read_interface(const IptablesOption& option, const Token& word) {
    Token value;
    if (!take_value(word, option.text(), value)) return false;
    if (!is_interface_name(value.text)) {
      return fail(value, fmt::format("'{}' is not the name of an interface", value.text));
    }
    (option.kind == Kind::in ? line_.in_word : line_.out_word) = word;
    return add_own(option, value.text);
  }

  bool read_target(const IptablesOption& option, const Token& word) {
    Token& value = line_.target_word;
    if (!line_.rule.target.empty()) return fail(word, "a rule has only one -j or -g");
    if (!take_value(word, option.text(), value)) return false;
    line_.rule.target = value.text;
    if (option.kind == Kind::go) {
      line_.target_is_chain = true;
      return add_own(option, value.text);
    }
    const ExtensionSpec* spec = find_target(value.text, family_);
    if (spec == nullptr) return read_unknown_target(value);
    line_.extensions.push_back(
        {.spec = spec, .is_target = true, .word = value, .name = value.text, .options = {}});
    return true;
  }

  bool read_unknown_target(const Token& value) {
    if (find_target(value.text, other_family()) != nullptr) return wrong_family("target", value);
    line_.target_is_chain = true;
    const std::string near = nearest(raised(value.text), names_of(all_targets(), family_));
    if (near.empty()) return true;  // a chain of the user's
    warn(value, fmt::format("unknown target '{}'; did you mean '{}'?", value.text, near));
    lenient_ = true;
    return true;
  }

  bool read_match(const Token& word) {
    Token value;
    if (!take_value(word, "-m", value)) return false;
    const ExtensionSpec* spec = find_match(value.text, family_);
    if (spec == nullptr && find_match(value.text, other_family()) != nullptr)
      return wrong_family("match", value);
    const std::string name(spec == nullptr ? value.text : spec->name);
    line_.extensions.push_back(
        {.spec = spec, .is_target = false, .word = value, .name = name, .options = {}});
    if (spec != nullptr) return true;
    warn(value, fmt::format("unknown match '{}'{}", value.text,
                            did_you_mean(lowered(value.text), names_of(all_matches(), family_))));
    lenient_ = true;
    return true;
  }

  bool wrong_family(std::string_view what, const Token& value) {
    return fail(value, fmt::format("the {} {} is for {}", what, value.text,
                                   family_ == Family::v4 ? "ip6tables" : "iptables"));
  }

  Family other_family() const { return family_ == Family::v4 ? Family::v6 : Family::v4; }

  bool read_fragment(const IptablesOption& option, const Token& word) {
    if (family_ == Family::v6) return fail(word, "option -f is for iptables");
    line_.rule.options.push_back({.name = option.text(), .values = {}, .negated = take_negation()});
    return true;
  }

  bool read_counters(const Token& word) {
    for (int i = 0; i < 2; ++i) {
      Token value;
      if (!take_value(word, "-c", value)) return false;
      if (!parse_number(value.text, UINT64_MAX))
        return fail(value, fmt::format("'{}' is not a number", value.text));
    }
    return true;
  }

  bool read_wait() {
    if (next_is_plain() && parse_number(words_.peek().text, UINT32_MAX)) words_.take();
    return true;
  }

  bool read_family(const IptablesOption& option, const Token& word) {
    const bool fits = (option.kind == Kind::ipv4) == (family_ == Family::v4);
    return fits ||
           fail(word, fmt::format("option {} is of the other address family", option.text()));
  }

  bool add_own(const IptablesOption& option, std::string value) {
    line_.rule.options.push_back(
        {.name = option.text(), .values = {std::move(value)}, .negated = take_negation()});
    return true;
  }

  bool next_is_plain() const {
    const std::string& text = words_.peek().text;
    return !words_.done() && !text.starts_with('-') && text != "!";
  }

  bool take_value(const Token& word, std::string_view option, Token& into) {
    if (attached_) {
      into = *std::exchange(attached_, std::nullopt);
      return true;
    }
    if (words_.done()) return fail(word, fmt::format("option {} needs a value", option));
    into = words_.take();
    if (into.text != "!") return true;
    return fail(into, fmt::format("'!' goes before the option: ! {}", option));
  }

  bool take_negation() {
    const bool negated = negation_.has_value();
    negation_.reset();
    return negated;
  }

  void mark_rule(const Token& word) {
    if (!line_.first_rule_word) line_.first_rule_word = word;
  }

  void warn(const Token& word, std::string message) {
    LineError warning = error_at(word, std::move(message));
    warning.severity = Severity::warning;
    line_.warnings.push_back(std::move(warning));
  }

  bool fail(const Token& word, std::string message) {
    error_ = error_at(word, std::move(message));
    return false;
  }

  bool fail_inside(const Token& word, ValueProblem problem) {
    error_ = error_inside(word, problem.start, problem.length, std::move(problem.message));
    return false;
  }

  WordReader words_;
  Family family_;
  IptablesLine line_;
  std::optional<Token> negation_;  ///< a '!' that waits for its option
  std::optional<Token> attached_;  ///< the value of --option=value
  std::set<Kind> seen_;
  bool lenient_ = false;  ///< after a match or target that is not known
  LineError error_;
};

}  // namespace

std::variant<IptablesLine, LineError> read_iptables(std::string_view line, Family family) {
  auto words = split_words(line);
  if (auto* error = std::get_if<LineError>(&words)) return std::move(*error);
  auto& tokens = std::get<std::vector<Token>>(words);
  if (tokens.empty()) return LineError{.message = "an iptables line is empty"};
  auto read = LineReader(tokens, family).read();
  if (auto* good = std::get_if<IptablesLine>(&read)) good->rule.words = std::move(tokens);
  return read;
}

}  // namespace hopproof

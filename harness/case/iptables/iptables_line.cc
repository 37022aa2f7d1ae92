#include "harness/case/iptables/iptables_line.hh"

#include "harness/case/iptables/iptables_context.hh"

#include <fmt/format.h>

namespace hopproof {
namespace {

/// Every function says false after it has set the error.
class IptablesLineReader {
 public:
  IptablesLineReader(std::vector<Token> words, Family family)
      : c_{.words = WordReader(std::move(words)), .family = family} {}

  std::variant<IptablesLine, LineError> read() {
    c_.words.take_if(c_.family == Family::v4 ? "iptables" : "ip6tables");
    while (!c_.words.done()) {
      if (!read_word()) return c_.error;
    }
    if (c_.negation) return error_at(*c_.negation, "'!' must be followed by an option");
    return std::move(c_.line);
  }

 private:
  bool read_word() {
    const Token& word = c_.words.take();
    const std::string_view text = word.text;
    if (text == "!" && !c_.negation) return c_.negation = word, true;
    if (text.starts_with("--") && text.size() > 2) return read_long(word);
    if (text.starts_with('-') && text.size() > 1 && text != "--") return read_short(word);
    if (!c_.lenient) return c_.fail(word, fmt::format("unexpected '{}'", text));
    c_.negation.reset();
    return true;
  }

  bool read_short(const Token& word) {
    const auto* option = find_iptables_option(word.text[1]);
    if (option == nullptr) return c_.fail(word, fmt::format("unknown option '{}'", word.text));
    if (word.text.size() == 2) return read_own_option(c_, *option, word);
    return c_.fail(word, fmt::format("a space is missing after {}", option->text()));
  }

  bool read_long(const Token& word) {
    const size_t equals = word.text.find('=');
    const Token name = part_of(word, 0, equals);
    if (equals != std::string::npos) c_.attached = part_of(word, equals + 1);
    if (const auto* own = find_iptables_option(name.text)) return read_own_option(c_, *own, name);
    const auto shortened = iptables_options_starting(name.text);
    if (shortened.empty()) return read_extension_option(c_, name);
    if (shortened.size() > 1 || starts_extension_option(c_, name.text)) {
      return c_.fail(name, fmt::format("'{}' may mean more than one option", name.text));
    }
    return read_own_option(c_, *shortened.front(), name);
  }

  IptablesContext c_;
};

}  // namespace

std::variant<IptablesLine, LineError> read_iptables(std::string_view line, Family family) {
  auto words = split_words(line);
  if (auto* error = std::get_if<LineError>(&words)) return std::move(*error);
  auto& tokens = std::get<std::vector<Token>>(words);
  if (tokens.empty()) return LineError{.message = "an iptables line is empty"};
  auto read = IptablesLineReader(tokens, family).read();
  if (auto* good = std::get_if<IptablesLine>(&read)) good->rule.words = std::move(tokens);
  return read;
}

}  // namespace hopproof

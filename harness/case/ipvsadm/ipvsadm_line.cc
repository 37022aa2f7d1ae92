#include "harness/case/ipvsadm/ipvsadm_line.hh"

#include "harness/base/spellcheck.hh"

#include <fmt/format.h>

namespace hopproof {
namespace {

/// Every read_ function says false after it has set error_.
class LineReader {
 public:
  explicit LineReader(std::vector<Token> words) : words_(std::move(words)) {}

  std::variant<IpvsadmLine, LineError> read() {
    words_.take_if("ipvsadm");
    while (!words_.done()) {
      if (!read_word(words_.take())) return error_;
    }
    return line_;
  }

 private:
  bool read_word(const Token& word) {
    if (word.text.starts_with("--") && word.text.size() > 2) return read_long(word);
    if (word.text.starts_with('-') && word.text.size() > 1) return read_bundle(word);
    line_.arguments.push_back(word);
    return true;
  }

  bool read_long(const Token& word) {
    const size_t equals = word.text.find('=');
    const Token name = part_of(word, 0, equals);
    const auto* known = find_ipvsadm_name(std::string_view(name.text).substr(2));
    if (known == nullptr) {
      return fail(name, fmt::format("unknown option '{}'{}", name.text,
                                    did_you_mean(name.text, ipvsadm_long_names())));
    }
    if (equals == std::string::npos) return add(known, name, std::nullopt);
    return add(known, name, part_of(word, equals + 1));
  }

  /// "-Lnc", "-srr": the first letter that wants a value takes the rest.
  bool read_bundle(const Token& word) {
    for (size_t i = 1; i < word.text.size(); ++i) {
      const Token name = i == 1 && word.text.size() == 2 ? word : part_of(word, i, 1);
      const auto* known = find_ipvsadm_letter(word.text[i]);
      if (known == nullptr) return fail(name, fmt::format("unknown option '-{}'", word.text[i]));
      const bool has_rest = i + 1 < word.text.size();
      if (known->value == IpvsadmValue::none || !has_rest) {
        if (!add(known, name, std::nullopt)) return false;
        continue;
      }
      const size_t skip = word.text[i + 1] == '=' ? 2 : 1;
      return add(known, name, part_of(word, i + skip));
    }
    return true;
  }

  bool add(const IpvsadmWord* known, const Token& name, std::optional<Token> value) {
    if (value && known->value == IpvsadmValue::none) {
      return fail(*value, fmt::format("option {} takes no value", known->text()));
    }
    const bool takes_next =
        known->value == IpvsadmValue::needed ||
        (known->value == IpvsadmValue::optional && !words_.peek().text.starts_with('-'));
    if (!value && takes_next && !words_.done()) value = words_.take();
    if (!value && known->value == IpvsadmValue::needed) {
      return fail(name, fmt::format("option {} needs a value", known->text()));
    }
    line_.options.push_back({.word = known, .name = name, .value = std::move(value)});
    return true;
  }

  bool fail(const Token& word, std::string message) {
    error_ = error_at(word, std::move(message));
    return false;
  }

  WordReader words_;
  IpvsadmLine line_;
  LineError error_;
};

}  // namespace

std::variant<IpvsadmLine, LineError> take_apart_ipvsadm(std::string_view line) {
  auto words = split_words(line);
  if (auto* error = std::get_if<LineError>(&words)) return std::move(*error);
  auto& tokens = std::get<std::vector<Token>>(words);
  if (tokens.empty()) return LineError{.message = "an ipvsadm line is empty"};
  return LineReader(std::move(tokens)).read();
}

}  // namespace hopproof

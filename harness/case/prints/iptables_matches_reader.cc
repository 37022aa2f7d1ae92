#include "harness/base/text.hh"
#include "harness/case/prints/iptables_prints.hh"
#include "harness/case/text/words.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// Views of a text, from left to right.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(trimmed(text)) {}

  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  bool take(std::string_view word) {
    if (next_word() != word) return false;
    skip(word.size());
    return true;
  }
  /// The rest of a word that begins with `start`.
  std::optional<std::string_view> take_behind(std::string_view start) {
    const std::string_view word = next_word();
    if (!word.starts_with(start) || word.size() == start.size()) return std::nullopt;
    skip(word.size());
    return word.substr(start.size());
  }
  std::optional<std::string_view> take_value() {
    const std::string_view word = next_word();
    if (word.empty()) return std::nullopt;
    skip(word.size());
    return word;
  }
  /// "a b", or `a b' as iptables before 1.8 quotes: to the last quote of the text, for a quote
  /// inside is not escaped. What may follow a quoted text is known: `follows`, "" for its end.
  std::optional<std::string_view> take_quoted(std::string_view follows) {
    if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '`')) return std::nullopt;
    const std::string ending = std::string(1, rest_.front() == '"' ? '"' : '\'') +
                               (follows.empty() ? "" : " " + std::string(follows));
    const size_t end = follows.empty() ? rest_.rfind(ending) : rest_.find(ending, 1);
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    const std::string_view value = rest_.substr(1, end - 1);
    skip(end + 1);
    return value;
  }
  std::optional<std::string_view> take_comment() {
    if (next_word() != "/*") return std::nullopt;
    const size_t end = rest_.find(" */", 2);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view comment =
        rest_.substr(std::min(size_t{3}, end), end - std::min(size_t{3}, end));
    skip(end + 3);
    return comment;
  }

 private:
  std::string_view next_word() const { return rest_.substr(0, rest_.find_first_of(" \t")); }
  void skip(size_t length) { rest_ = trimmed(rest_.substr(length)); }

  std::string_view rest_;
};

struct MatchFound {
  bool negated = false;
  std::vector<std::string> values;
};

/// The values of a phrase that `scanner` stands before; it moves only when all of it is there.
std::optional<MatchFound> match(const IptablesPhrase& phrase, Scanner& scanner) {
  Scanner trial = scanner;
  MatchFound found;
  const std::vector<std::string_view> pattern = words_of(phrase.pattern);
  for (size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view wanted = pattern[i];
    std::optional<std::string_view> value;
    if (wanted == "!") {
      found.negated |= trial.take("!");
      continue;
    }
    if (wanted == "%") {
      value = trial.take_value();
    } else if (wanted == "%q") {
      value = trial.take_quoted(i + 1 < pattern.size() ? pattern[i + 1] : "");
    } else if (wanted.ends_with('%')) {
      value = trial.take_behind(wanted.substr(0, wanted.size() - 1));
    } else if (trial.take(wanted)) {
      continue;
    }
    if (!value) return std::nullopt;
    if (wanted != "%q" && value->size() > 1 && value->front() == '!') {
      found.negated = true;
      value->remove_prefix(1);
    }
    found.values.emplace_back(*value);
  }
  scanner = trial;
  return found;
}

/// "0x17" or "FIN,SYN" as names in the order of iptables-save.
std::string tcp_flags(std::string_view text) {
  const auto bits = parse_integer(text);
  if (!bits) return std::string(text);
  constexpr auto names =
      std::to_array<std::string_view>({"FIN", "SYN", "RST", "PSH", "ACK", "URG"});
  std::string list;
  for (size_t i = 0; i < names.size(); ++i) {
    if ((*bits >> i & 1) != 0) list += (list.empty() ? "" : ",") + std::string(names[i]);
  }
  return list.empty() ? "NONE" : list;
}

/// XT_LOG_TCPSEQ and its neighbours of <linux/netfilter/xt_LOG.h>.
std::string log_flags(std::string_view text) {
  constexpr std::array<std::pair<uint32_t, std::string_view>, 5> options{
      {{0x01, "--log-tcp-sequence"},
       {0x02, "--log-tcp-options"},
       {0x04, "--log-ip-options"},
       {0x08, "--log-uid"},
       {0x20, "--log-macdecode"}}};
  const uint32_t bits = parse_integer(text).value_or(0);
  std::string words;
  for (const auto& [bit, option] : options) {
    if ((bits & bit) != 0) words += (words.empty() ? "" : " ") + std::string(option);
  }
  return words;
}

/// A level of 4, warning, is that of a rule that names none.
std::string log_level(std::string_view text) {
  return text == "4" || text == "warning" ? "" : fmt::format("--log-level {}", text);
}

std::string tproxy(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return fmt::format("--on-port {}", text);
  return fmt::format("--on-port {} --on-ip {}", text.substr(colon + 1), text.substr(0, colon));
}

/// A value in the form that its option takes.
std::string value_of(std::string_view option, const std::string& value) {
  if (option.ends_with("--tcp-flags ")) {
    const size_t slash = value.find('/');
    if (slash == std::string::npos) return value;
    return tcp_flags(value.substr(0, slash)) + " " + tcp_flags(value.substr(slash + 1));
  }
  if (option.ends_with("mask ") && value.starts_with('~')) return value.substr(1);  // 1.8's slip
  return quoted_word(value);
}

/// The options of a phrase with the values in their places.
std::string filled_in(std::string_view options, const MatchFound& found) {
  std::string text;
  for (size_t i = 0; i < options.size(); ++i) {
    if (options[i] == '~') {
      if (found.negated) text += "! ";
    } else if (options[i] != '$') {
      text += options[i];
    } else {
      const char kind = options[i + 1];
      const bool is_special = kind == 'f' || kind == 'l' || kind == 't';
      i += is_special ? 2 : 1;
      const std::string& value = found.values[size_t(options[i] - '1')];
      text += kind == 'f'   ? log_flags(value)
              : kind == 'l' ? log_level(value)
              : kind == 't' ? tproxy(value)
                            : value_of(text, value);
    }
  }
  return text;
}

void append(std::string& words, std::string_view more) {
  for (const std::string_view word : {trimmed(more)}) {
    if (!word.empty()) words += (words.empty() ? "" : " ") + std::string(word);
  }
}

/// Walks through the text of one rule and knows which match was loaded last.
class MatchesReader {
 public:
  MatchesReader(std::string_view text, std::string_view target) : scanner_(text), target_(target) {}

  PrintedMatches read() {
    while (!scanner_.done()) {
      if (read_comment() || read_goto() || read_target() || read_match()) continue;
      printed_.unknown = scanner_.rest();
      break;
    }
    return std::move(printed_);
  }

 private:
  bool read_comment() {
    const auto comment = scanner_.take_comment();
    if (!comment) return false;
    load("comment");
    append(printed_.matches, "--comment " + quoted_word(*comment));
    match_ = "";
    return true;
  }

  bool read_goto() { return scanner_.take("[goto]") && (printed_.is_goto = true); }

  bool read_target() {
    for (const IptablesPhrase& phrase : target_phrases()) {
      const std::vector<std::string_view> owners = words_of(phrase.owner);
      if (std::ranges::find(owners, target_) == owners.end()) continue;
      const auto found = match(phrase, scanner_);
      if (!found) continue;
      append(printed_.target, filled_in(phrase.options, *found));
      return true;
    }
    return false;
  }

  bool read_match() {
    for (const IptablesPhrase& phrase : match_phrases()) {
      if (phrase.owner.empty() && match_.empty()) continue;  // a port without its protocol
      const auto found = match(phrase, scanner_);
      if (!found) continue;
      const std::string options = filled_in(phrase.options, *found);
      if (!phrase.owner.empty() &&
          (phrase.owner != match_ || phrase.options.empty() || is_given(phrase)))
        load(phrase.owner);
      note(phrase);
      append(printed_.matches, options);
      return true;
    }
    return false;
  }

  void load(std::string_view match) {
    append(printed_.matches, fmt::format("-m {}", match));
    match_ = match;
    given_.clear();
  }

  bool is_given(const IptablesPhrase& phrase) const {
    return std::ranges::find(given_, phrase.options) != given_.end();
  }
  void note(const IptablesPhrase& phrase) { given_.push_back(phrase.options); }

  Scanner scanner_;
  std::string_view target_;
  std::string_view match_;               ///< loaded last
  std::vector<std::string_view> given_;  ///< of its options
  PrintedMatches printed_;
};

}  // namespace

PrintedMatches read_printed_matches(std::string_view text, std::string_view target) {
  return MatchesReader(text, target).read();
}

}  // namespace hopproof

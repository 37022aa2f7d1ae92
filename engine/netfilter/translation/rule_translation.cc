#include "engine/netfilter/translation/rule_translation.hh"

#include "engine/netfilter/marks.hh"
#include "engine/netfilter/translation/ipvs_option.hh"
#include "engine/netfilter/translation/line_edit.hh"
#include "engine/netfilter/user_mark.hh"
#include "harness/case/iptables/iptables.hh"

#include <charconv>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// One walk over the words of a rule, noting what to replace.
class RuleTranslator {
 public:
  RuleTranslator(std::string_view line, std::vector<Token> words, ExpressionBits& bits)
      : words_(std::move(words)), edit_(line), bits_(bits) {}

  std::variant<std::string, TranslationProblem> run() {
    for (at_ = 0; at_ < words_.size() && !problem_; ++at_) word();
    if (!problem_) finish_ipvs_match();
    if (problem_) return *problem_;
    return edit_.result();
  }

 private:
  void word();
  void match();
  void ipvs_option(const std::string& name);
  void mark_option(const std::string& name);
  void connmark_copy();
  void finish_ipvs_match();
  void replace_ipvs_match(bool negated, uint32_t bit);
  std::optional<Token> value_of(const std::string& name);
  bool negated() const { return first_ < at_ && words_[first_].text == "!"; }
  void fail(bool unsupported, std::string message) {
    problem_ = TranslationProblem{unsupported, std::move(message)};
  }

  std::vector<Token> words_;
  LineEdit edit_;
  ExpressionBits& bits_;
  size_t at_ = 0;     ///< the word that is read
  size_t first_ = 0;  ///< where its option begins: at_, or a "!" before it
  std::string target_;
  std::optional<size_t> ipvs_match_;  ///< the word "-m" of "-m ipvs"
  bool property_ = false, property_negated_ = false;
  IpvsExpression expression_;
  std::optional<TranslationProblem> problem_;
};

void RuleTranslator::word() {
  const std::string name = words_[at_].text.substr(0, words_[at_].text.find('='));
  first_ = at_ > 0 && words_[at_ - 1].text == "!" ? at_ - 1 : at_;
  if (name == "-m" || name == "--match") return match();
  if (name == "-j" || name == "--jump" || name == "-g" || name == "--goto") {
    if (auto value = value_of(name)) target_ = value->text;
    return;
  }
  if (ipvs_match_ && is_ipvs_option(name)) return ipvs_option(name);
  if (is_mark_option(name, target_)) return mark_option(name);
  if (target_ == "CONNMARK" && (name == "--save-mark" || name == "--restore-mark")) connmark_copy();
}

void RuleTranslator::match() {
  const size_t start = at_;
  const auto value = value_of("-m");
  if (!value || value->text != "ipvs") return;
  if (ipvs_match_) return fail(true, "more than one -m ipvs in a rule");
  ipvs_match_ = start;
}

/// The value behind the option at at_, which may be the rest of the same word after "=".
std::optional<Token> RuleTranslator::value_of(const std::string& name) {
  const Token& word = words_[at_];
  if (word.text.size() > name.size() && word.text[name.size()] == '=') {
    return Token{word.text.substr(name.size() + 1), word.offset, word.length};
  }
  if (at_ + 1 >= words_.size()) return std::nullopt;
  return words_[++at_];
}

void RuleTranslator::ipvs_option(const std::string& name) {
  const size_t first = first_;
  const bool no = negated();
  if (!takes_value(name)) {
    property_ = true;
    property_negated_ = no;
  } else if (const auto value = value_of(name)) {
    const std::string wrong = add_ipvs_option(expression_, name, value->text, no);
    if (!wrong.empty()) return fail(false, wrong);
  } else {
    return fail(false, fmt::format("-m ipvs: {} needs a value", name));
  }
  const Token& last = words_[at_];
  edit_.remove(words_[first].offset, last.offset + last.length - words_[first].offset);
}

void RuleTranslator::mark_option(const std::string& name) {
  const Token option = words_[at_];
  const auto value = value_of(name);
  if (!value) return;
  const auto masked = mask_mark_option(name, value->text);
  if (!masked) {
    return fail(true, fmt::format("{} {}: the engine keeps its own mark in the bits above 0xffff",
                                  name, value->text));
  }
  edit_.replace(option.offset, value->offset + value->length - option.offset,
                masked->name + " " + masked->value);
}

/// Without masks the whole mark would be copied, the engine's half with it.
void RuleTranslator::connmark_copy() {
  for (const Token& word : words_) {
    const std::string name = word.text.substr(0, word.text.find('='));
    if (name == "--mask" || name == "--nfmask" || name == "--ctmask") return;
  }
  const Token& option = words_[at_];
  edit_.replace(
      option.offset, option.length,
      fmt::format("{} --nfmask {:#x} --ctmask {:#x}", option.text, marks::user, marks::user));
}

void RuleTranslator::finish_ipvs_match() {
  if (!ipvs_match_) return;
  const bool terms = expression_ != IpvsExpression{};
  if (!terms && !property_) return fail(false, "-m ipvs needs an option");
  if (!terms) return replace_ipvs_match(property_negated_, marks::ipvs_property);
  if (property_negated_) return fail(false, "! --ipvs cannot be together with other options");
  const auto bit = bits_.bit(expression_);
  if (!bit) {
    return fail(true,
                fmt::format("more than {} different -m ipvs expressions", marks::expression_bits));
  }
  replace_ipvs_match(false, *bit);
}

void RuleTranslator::replace_ipvs_match(bool negated, uint32_t bit) {
  const Token& option = words_[*ipvs_match_];
  const Token& name = words_[std::min(*ipvs_match_ + 1, words_.size() - 1)];
  edit_.replace(option.offset, name.offset + name.length - option.offset,
                fmt::format("-m mark {}--mark {:#x}/{:#x}", negated ? "! " : "", bit, bit));
}

std::optional<uint32_t> parse_hexadecimal(std::string_view text) {
  uint32_t number = 0;
  if (!text.starts_with("0x")) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), number, 16);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// "-m ipvs ..." for the mark match that stands for it; nullopt where it is the user's own.
std::optional<std::string> ipvs_match_for(std::string_view value, bool negated,
                                          const ExpressionBits& bits) {
  const auto mark = parse_hexadecimal(value.substr(0, value.find('/')));
  if (!mark || value != fmt::format("{0:#x}/{0:#x}", *mark)) return std::nullopt;
  if (*mark == marks::ipvs_property) return fmt::format("-m ipvs {}--ipvs", negated ? "! " : "");
  const IpvsExpression* expression = negated ? nullptr : bits.with_bit(*mark);
  if (expression == nullptr) return std::nullopt;
  return "-m ipvs " + ipvs_options(*expression);
}

}  // namespace

std::string written_rule(std::string_view line, const ExpressionBits& bits) {
  const auto words = split_words(line);
  const auto* tokens = std::get_if<std::vector<Token>>(&words);
  LineEdit edit(line);
  for (size_t at = 0; tokens != nullptr && at + 3 < tokens->size(); ++at) {
    const auto word = [&](size_t n) -> const Token& { return (*tokens)[at + n]; };
    if (word(0).text != "-m" || word(1).text != "mark") continue;
    const size_t option = word(2).text == "!" ? 3 : 2;
    if (at + option + 1 >= tokens->size() || word(option).text != "--mark") continue;
    const Token& value = word(option + 1);
    if (const auto match = ipvs_match_for(value.text, option == 3, bits))
      edit.replace(word(0).offset, value.offset + value.length - word(0).offset, *match);
  }
  return edit.result();
}

std::variant<std::string, TranslationProblem> translate_rule(std::string_view line,
                                                             ExpressionBits& bits) {
  auto words = split_words(line);
  if (const auto* wrong = std::get_if<LineError>(&words))
    return TranslationProblem{false, wrong->message};
  return RuleTranslator(line, std::move(std::get<std::vector<Token>>(words)), bits).run();
}

}  // namespace hopproof

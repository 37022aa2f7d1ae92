#include "harness/case/iptables/iptables_context.hh"

#include <utility>

#include <fmt/format.h>

namespace hopproof {

bool IptablesContext::next_is_plain() const {
  const std::string& text = words.peek().text;
  return !words.done() && !text.starts_with('-') && text != "!";
}

bool IptablesContext::take_value(const Token& word, std::string_view option, Token& into) {
  if (attached) {
    into = *std::exchange(attached, std::nullopt);
    return true;
  }
  if (words.done()) return fail(word, fmt::format("option {} needs a value", option));
  into = words.take();
  if (into.text != "!") return true;
  return fail(into, fmt::format("'!' goes before the option: ! {}", option));
}

bool IptablesContext::take_negation() {
  const bool negated = negation.has_value();
  negation.reset();
  return negated;
}

void IptablesContext::mark_rule(const Token& word) {
  if (!line.first_rule_word) line.first_rule_word = word;
}

void IptablesContext::warn(const Token& word, std::string message) {
  LineError warning = error_at(word, std::move(message));
  warning.severity = Severity::warning;
  line.warnings.push_back(std::move(warning));
}

bool IptablesContext::fail(const Token& word, std::string message) {
  error = error_at(word, std::move(message));
  return false;
}

bool IptablesContext::fail_inside(const Token& word, ValueProblem problem) {
  error = error_inside(word, problem.start, problem.length, std::move(problem.message));
  return false;
}

WordReader words;

}  // namespace hopproof

#pragma once

#include "harness/case/iptables/iptables_line.hh"
#include "harness/case/iptables/iptables_value.hh"
#include "harness/case/text/words.hh"

#include <optional>
#include <string>
#include <string_view>

namespace hopproof {

/// What the readers of one iptables line share: the words to come, what was read so far, and the
/// first error. Functions that return false have set the error.
struct IptablesContext {
  WordReader words;
  Family family = Family::v4;
  IptablesLine line = {};
  std::optional<Token> negation = {};  ///< a '!' that waits for its option
  std::optional<Token> attached = {};  ///< the value of --option=value
  bool lenient = false;                ///< after a match or target that is not known
  LineError error = {};

  /// The next word, or what stood behind '='; `word` is the option that wants it.
  bool take_value(const Token& word, std::string_view option, Token& into);
  bool take_negation();
  /// True when the next word is neither an option nor '!'.
  bool next_is_plain() const;
  /// This word belongs to a rule.
  void mark_rule(const Token& word);
  void warn(const Token& word, std::string message);
  bool fail(const Token& word, std::string message);
  bool fail_inside(const Token& word, ValueProblem problem);
};

/// Reads a long option that is not one of iptables itself: of a loaded match or target, or of the
/// match that -p implies.
bool read_extension_option(IptablesContext& context, const Token& name);

/// True when `name` is the beginning of such an option, so that it is ambiguous or a shortened
/// form.
bool starts_extension_option(const IptablesContext& context, std::string_view name);

/// Reads an option of iptables itself, up to the end of its values.
bool read_own_option(IptablesContext& context, const IptablesOption& option, const Token& word);

}  // namespace hopproof

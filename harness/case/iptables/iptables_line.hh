#pragma once

#include "harness/case/iptables/iptables.hh"
#include "harness/case/iptables/iptables_catalogue.hh"
#include "harness/case/iptables/iptables_option.hh"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hopproof {

/// An option of a match or target, and the word that it was given by.
struct GivenOption {
  const OptionSpec* spec = nullptr;
  MatchOption option;
  Token word;
  Token value;  ///< its last value, or the word itself
};

/// A match or target of a line. `spec` is null for one that is not known here.
struct LoadedExtension {
  const ExtensionSpec* spec = nullptr;
  bool is_target = false;
  Token word;  ///< where it is named; for an implicit match the option that called for it
  std::string name;
  std::vector<GivenOption> options;
};

/// A line as it was read, before anything is known about what goes together.
struct IptablesLine {
  IptablesRule rule;
  std::vector<LineError> warnings;
  const IptablesOption* command = nullptr;
  Token command_word, chain_word, target_word;
  std::optional<Token> in_word, out_word;
  std::optional<Token> first_rule_word;  ///< the first word that only a rule has
  std::string protocol;                  ///< by its name; "" when -p is not there
  bool protocol_negated = false;
  bool target_is_chain = false;
  std::set<IptablesOption::Kind> seen;  ///< what may be said only once
  std::vector<LoadedExtension> extensions;
};

/// Reads the words one after another, as getopt and iptables do.
std::variant<IptablesLine, LineError> read_iptables(std::string_view line, Family family);

/// What iptables or the kernel would refuse; adds warnings for what may be a typing error.
std::optional<LineError> check_iptables(IptablesLine& line);

}  // namespace hopproof

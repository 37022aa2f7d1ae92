#include "harness/base/spellcheck.hh"
#include "harness/base/text.hh"
#include "harness/case/iptables/iptables_chain.hh"
#include "harness/case/iptables/iptables_line.hh"
#include "harness/case/iptables/iptables_value.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Problem = std::optional<LineError>;

constexpr size_t longest_chain = 28;  // the kernel's XT_EXTENSION_MAXNAMELEN - 1
constexpr std::string_view port_protocols = "tcp|udp|sctp|dccp|udplite";

bool has_rule(IptablesRule::Verb verb) {
  return verb == IptablesRule::Verb::append || verb == IptablesRule::Verb::insert ||
         verb == IptablesRule::Verb::delete_rule || verb == IptablesRule::Verb::replace;
}

Problem check_command(const IptablesLine& line) {
  if (line.command == nullptr) {
    return error_at(line.rule.words.front(), "the line has no command such as -A CHAIN");
  }
  if (!has_rule(line.rule.verb) && line.first_rule_word) {
    return error_at(*line.first_rule_word, fmt::format("{} takes no rule", line.command->text()));
  }
  if (line.rule.verb == IptablesRule::Verb::delete_rule && line.rule.index > 0 &&
      line.first_rule_word) {
    return error_at(*line.first_rule_word, "-D takes the number of a rule or the rule, not both");
  }
  return std::nullopt;
}

Problem check_policy(const IptablesLine& line) {
  static const std::vector<std::string> policies{"ACCEPT", "DROP"};
  const std::string& table = line.rule.table;
  if (!is_builtin_chain(table, line.rule.chain)) {
    return error_at(
        line.chain_word,
        fmt::format("only a built-in chain has a policy, and {} has no '{}'{}", table,
                    line.rule.chain, did_you_mean(raised(line.rule.chain), builtin_chains(table))));
  }
  const std::string& policy = line.rule.target;
  if (std::ranges::find(policies, policy) == policies.end()) {
    return error_at(line.target_word, fmt::format("a policy is ACCEPT or DROP, not '{}'{}", policy,
                                                  did_you_mean(raised(policy), policies)));
  }
  if (table == "nat" && policy == "DROP")
    return error_at(line.target_word,
                    "the table nat is not meant for filtering, so it takes no DROP");
  return std::nullopt;
}

Problem check_new_chain(const IptablesLine& line) {
  if (is_builtin_chain(line.rule.table, line.rule.chain)) {
    return error_at(line.chain_word, fmt::format("{} is a built-in chain", line.rule.chain));
  }
  return std::nullopt;
}

/// A chain that is not built in may be the user's own, or a typing error.
Problem check_chain(IptablesLine& line) {
  const std::string& table = line.rule.table;
  const std::string& chain = line.rule.chain;
  if (line.chain_word.length == 0) return std::nullopt;
  if (chain.size() > longest_chain || chain.empty()) {
    return error_at(line.chain_word, "the name of a chain has 1 to 28 characters");
  }
  if (line.rule.verb == IptablesRule::Verb::policy) return check_policy(line);
  if (line.rule.verb == IptablesRule::Verb::new_chain) return check_new_chain(line);
  if (is_builtin_chain(table, chain)) return std::nullopt;
  if (const std::string others = tables_with_chain(chain); !others.empty()) {
    return error_at(line.chain_word,
                    fmt::format("the table {} has no chain {}; it is in {}", table, chain, others));
  }
  const std::string near = nearest(raised(chain), builtin_chains(table));
  if (near.empty()) return std::nullopt;
  LineError warning =
      error_at(line.chain_word,
               fmt::format("'{}' is not a built-in chain of the table {}; did you mean '{}'?",
                           chain, table, near));
  warning.severity = Severity::warning;
  line.warnings.push_back(std::move(warning));
  return std::nullopt;
}

Problem check_interfaces(const IptablesLine& line) {
  const std::string& chain = line.rule.chain;
  const auto refuse = [&](const Token& word) {
    return error_at(word, fmt::format("{} cannot be used in {}", word.text, chain));
  };
  if (line.in_word && is_among(chain, "OUTPUT|POSTROUTING")) return refuse(*line.in_word);
  if (line.out_word && is_among(chain, "PREROUTING|INPUT")) return refuse(*line.out_word);
  return std::nullopt;
}

Problem check_place(const IptablesLine& line, const LoadedExtension& extension) {
  const ExtensionSpec& spec = *extension.spec;
  const std::string& table = line.rule.table;
  const bool right_table = spec.tables.empty() || is_among(table, spec.tables);
  const bool own_chain = !is_builtin_chain(table, line.rule.chain);
  const bool right_chain =
      spec.chains.empty() || own_chain || is_among(line.rule.chain, spec.chains);
  if (right_table && right_chain) return std::nullopt;
  std::string where;
  if (!spec.chains.empty()) where = enumerate(spec.chains);
  if (!spec.tables.empty()) {
    where += fmt::format("{}the table {}", where.empty() ? "" : " of ", enumerate(spec.tables));
  }
  return error_at(extension.word, fmt::format("{} is only valid in {}", extension.name, where));
}

bool has_protocol(const IptablesLine& line, std::string_view protocols) {
  return !line.protocol_negated && !line.protocol.empty() && is_among(line.protocol, protocols);
}

Problem check_protocol(const IptablesLine& line, const LoadedExtension& extension) {
  const ExtensionSpec& spec = *extension.spec;
  if (!spec.protocols.empty() && !has_protocol(line, spec.protocols)) {
    return error_at(extension.word,
                    fmt::format("{} needs -p {}", extension.name, enumerate(spec.protocols)));
  }
  for (const GivenOption& given : extension.options) {
    const bool translates =
        given.spec->name == spec.port_option && names_a_port(*given.spec, given.value.text);
    if (translates && !has_protocol(line, port_protocols)) {
      return error_at(given.value,
                      fmt::format("a port here needs -p {}", enumerate(port_protocols)));
    }
  }
  return std::nullopt;
}

/// "its options" where naming them would fill the line.
std::string enumerate_options(std::string_view list) {
  constexpr size_t most = 5;
  return alternatives(list).size() > most ? "one of its options" : enumerate(list);
}

Problem check_needed(const LoadedExtension& extension) {
  const ExtensionSpec& spec = *extension.spec;
  if (spec.needs.empty()) return std::nullopt;
  const GivenOption* first = nullptr;
  for (const GivenOption& given : extension.options) {
    if (!is_among(given.spec->name, spec.needs)) continue;
    if (first != nullptr && spec.one_of) {
      return error_at(given.word, fmt::format("{} and {} exclude each other", first->spec->name,
                                              given.spec->name));
    }
    if (first == nullptr) first = &given;
  }
  if (first != nullptr) return std::nullopt;
  return error_at(extension.word,
                  fmt::format("{} needs {}", extension.name, enumerate_options(spec.needs)));
}

bool holds(const IptablesLine& line, const LoadedExtension& extension, const Condition& condition) {
  const auto is_listed = [&](const GivenOption& given) {
    return is_among(given.spec->name, condition.list);
  };
  switch (condition.of) {
    case Condition::Of::protocol:
      return has_protocol(line, condition.list);
    case Condition::Of::option:
      return std::ranges::any_of(extension.options, is_listed);
    case Condition::Of::chain:
      break;
  }
  return !is_builtin_chain(line.rule.table, line.rule.chain) ||
         is_among(line.rule.chain, condition.list);
}

Problem check_conditions(const IptablesLine& line, const LoadedExtension& extension) {
  for (const Condition& condition : extension.spec->conditions) {
    for (const GivenOption& given : extension.options) {
      const bool meant = given.spec->name == condition.option &&
                         (condition.values.empty() || is_among(given.value.text, condition.values));
      if (!meant || holds(line, extension, condition)) continue;
      const std::string_view what = condition.of == Condition::Of::protocol ? "-p "
                                    : condition.of == Condition::Of::chain  ? "the chain "
                                                                            : "";
      return error_at(given.value, fmt::format("{} needs {}{}", given.value.text, what,
                                               enumerate(condition.list)));
    }
  }
  return std::nullopt;
}

Problem check_extension(const IptablesLine& line, const LoadedExtension& extension) {
  if (extension.spec == nullptr) return std::nullopt;
  if (auto problem = check_place(line, extension)) return problem;
  if (auto problem = check_protocol(line, extension)) return problem;
  if (auto problem = check_needed(extension)) return problem;
  return check_conditions(line, extension);
}

Problem check_jump(const IptablesLine& line) {
  if (!line.target_is_chain || !is_builtin_chain(line.rule.table, line.rule.target))
    return std::nullopt;
  return error_at(line.target_word,
                  fmt::format("{} is a built-in chain; only user-defined chains can be jumped to",
                              line.rule.target));
}

}  // namespace

std::optional<LineError> check_iptables(IptablesLine& line) {
  if (auto problem = check_command(line)) return problem;
  if (auto problem = check_chain(line)) return problem;
  if (auto problem = check_interfaces(line)) return problem;
  if (auto problem = check_jump(line)) return problem;
  for (const LoadedExtension& extension : line.extensions) {
    if (auto problem = check_extension(line, extension)) return problem;
  }
  return std::nullopt;
}

}  // namespace hopproof

#pragma once

#include "harness/case/iptables/iptables.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// An option that belongs to iptables itself, not to a match or a target.
struct IptablesOption {
  enum class Kind : uint8_t {
    command,
    table,
    source,
    destination,
    protocol,
    in,
    out,
    jump,
    go,
    match,
    fragment,
    counters,
    wait,
    ipv4,
    ipv6,
    ignored,
    unsupported,
  };
  char letter;
  std::string_view name;   ///< "--append"
  std::string_view alias;  ///< "--src" for --source
  Kind kind;
  IptablesRule::Verb verb = IptablesRule::Verb::append;  ///< of a command
  bool negatable = false;

  std::string text() const { return {'-', letter}; }
};

const IptablesOption* find_iptables_option(char letter);
/// By its whole long name.
const IptablesOption* find_iptables_option(std::string_view name);
/// Every one whose long name starts like this.
std::vector<const IptablesOption*> iptables_options_starting(std::string_view prefix);

std::vector<std::string> iptables_option_names();

}  // namespace hopproof

#pragma once

#include "harness/base/address.hh"
#include "harness/case/iptables/iptables_catalogue.hh"

#include <optional>
#include <string>
#include <string_view>

namespace hopproof {

/// What is wrong with a value, and which bytes of it.
struct ValueProblem {
  size_t start = 0;
  size_t length = 0;
  std::string message;
};

/// Checks one word of an option's value; `index` counts the words of an option that has two.
std::optional<ValueProblem> check_value(const OptionSpec& option, std::string_view value, int index,
                                        Family family);

/// Checks what stands after -s or -d: networks, with commas between.
std::optional<ValueProblem> check_networks(std::string_view value, Family family);

/// True for the value of a NAT target that translates a port too.
bool names_a_port(const OptionSpec& option, std::string_view value);

}  // namespace hopproof

#pragma once

#include "harness/case/iptables/iptables.hh"

#include <string_view>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace hopproof {

/// What the tests of iptables lines read them with.

inline ParsedRule parsed(std::string_view line, Family family = Family::v4) {
  const auto result = parse_iptables(line, family);
  const auto* error = std::get_if<LineError>(&result);
  EXPECT_EQ(error, nullptr) << line << ": " << error->message;
  return error == nullptr ? std::get<ParsedRule>(result) : ParsedRule{};
}

inline IptablesRule rule(std::string_view line, Family family = Family::v4) {
  const ParsedRule result = parsed(line, family);
  EXPECT_TRUE(result.warnings.empty()) << line;
  return result.rule;
}

inline const MatchOption* find(const std::vector<MatchOption>& options, std::string_view name) {
  for (const MatchOption& option : options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

}  // namespace hopproof

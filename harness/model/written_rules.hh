#pragma once

#include "harness/model/rule_set.hh"

#include <deque>
#include <initializer_list>
#include <string_view>

#include <gtest/gtest.h>

namespace hopproof::model {

/// Rules as tests write them; they live as long as this does.
class WrittenRules {
 public:
  WrittenRules(std::initializer_list<std::string_view> lines) {
    for (const std::string_view line : lines) add(line);
  }

  void add(std::string_view line, bool idle = false) {
    const auto parsed = parse_iptables(line, Family::v4);
    const auto* rule = std::get_if<ParsedRule>(&parsed);
    ASSERT_NE(rule, nullptr) << line;
    kept_.push_back(rule->rule);
    texts_.emplace_back(line);
    set_.apply(kept_.back(), idle);
  }

  const RuleSet& set() const { return set_; }
  /// "" for none.
  std::string text(const std::optional<PlacedRule>& rule) const {
    return rule ? texts_.at(rule->line) : "";
  }
  std::string chain(std::string_view table, std::string_view name) const {
    std::string all;
    for (const PlacedRule& placed : set_.rules(table, name)) all += texts_.at(placed.line) + "\n";
    return all;
  }

 private:
  std::deque<IptablesRule> kept_;
  std::vector<std::string> texts_;
  RuleSet set_;
};

}  // namespace hopproof::model

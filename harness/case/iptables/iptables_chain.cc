#include "harness/case/iptables/iptables_chain.hh"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof {
namespace {

using Chains = std::map<std::string, std::vector<std::string>, std::less<>>;

const Chains& chains_by_table() {
  static const Chains chains{
      {"raw", {"PREROUTING", "OUTPUT"}},
      {"mangle", {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"}},
      {"nat", {"PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"}},
      {"filter", {"INPUT", "FORWARD", "OUTPUT"}},
      {"security", {"INPUT", "FORWARD", "OUTPUT"}},
  };
  return chains;
}

}  // namespace

const std::vector<std::string>& iptables_tables() {
  static const std::vector<std::string> tables{"raw", "mangle", "nat", "filter", "security"};
  return tables;
}

const std::vector<std::string>& builtin_chains(std::string_view table) {
  static const std::vector<std::string> none;
  const auto found = chains_by_table().find(table);
  return found == chains_by_table().end() ? none : found->second;
}

bool is_builtin_chain(std::string_view table, std::string_view chain) {
  const auto& chains = builtin_chains(table);
  return std::ranges::find(chains, chain) != chains.end();
}

std::string tables_with_chain(std::string_view chain) {
  std::vector<std::string> tables;
  for (const std::string& table : iptables_tables()) {
    if (is_builtin_chain(table, chain)) tables.push_back(table);
  }
  return fmt::format("{}", fmt::join(tables, ", "));
}

}  // namespace hopproof

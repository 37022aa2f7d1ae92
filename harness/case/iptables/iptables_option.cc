#include "harness/case/iptables/iptables_option.hh"

#include <algorithm>

namespace hopproof {
namespace {

using Kind = IptablesOption::Kind;

constexpr IptablesOption all_options[] = {
    {'A', "--append", {}, Kind::command, IptablesRule::Verb::append},
    {'I', "--insert", {}, Kind::command, IptablesRule::Verb::insert},
    {'D', "--delete", {}, Kind::command, IptablesRule::Verb::delete_rule},
    {'R', "--replace", {}, Kind::command, IptablesRule::Verb::replace},
    {'P', "--policy", {}, Kind::command, IptablesRule::Verb::policy},
    {'F', "--flush", {}, Kind::command, IptablesRule::Verb::flush},
    {'N', "--new-chain", "--new", Kind::command, IptablesRule::Verb::new_chain},
    {'X', "--delete-chain", {}, Kind::command, IptablesRule::Verb::delete_chain},
    {'Z', "--zero", {}, Kind::command, IptablesRule::Verb::zero},
    {'t', "--table", {}, Kind::table},
    {'s', "--source", "--src", Kind::source, {}, true},
    {'d', "--destination", "--dst", Kind::destination, {}, true},
    {'p', "--protocol", "--proto", Kind::protocol, {}, true},
    {'i', "--in-interface", {}, Kind::in, {}, true},
    {'o', "--out-interface", {}, Kind::out, {}, true},
    {'j', "--jump", {}, Kind::jump},
    {'g', "--goto", {}, Kind::go},
    {'m', "--match", {}, Kind::match},
    {'f', "--fragment", "--fragments", Kind::fragment, {}, true},
    {'c', "--set-counters", {}, Kind::counters},
    {'w', "--wait", {}, Kind::wait},
    {'4', "--ipv4", {}, Kind::ipv4},
    {'6', "--ipv6", {}, Kind::ipv6},
    {'v', "--verbose", {}, Kind::ignored},
    {'C', "--check", {}, Kind::unsupported},
    {'L', "--list", {}, Kind::unsupported},
    {'S', "--list-rules", {}, Kind::unsupported},
    {'E', "--rename-chain", {}, Kind::unsupported},
    {'n', "--numeric", {}, Kind::unsupported},
    {'x', "--exact", {}, Kind::unsupported},
    {'h', "--help", {}, Kind::unsupported},
    {'V', "--version", {}, Kind::unsupported},
};

}  // namespace

const IptablesOption* find_iptables_option(char letter) {
  const auto* found = std::ranges::find(all_options, letter, &IptablesOption::letter);
  return found == std::end(all_options) ? nullptr : found;
}

const IptablesOption* find_iptables_option(std::string_view name) {
  for (const IptablesOption& option : all_options) {
    if (option.name == name || (!option.alias.empty() && option.alias == name)) return &option;
  }
  return nullptr;
}

std::vector<const IptablesOption*> iptables_options_starting(std::string_view prefix) {
  std::vector<const IptablesOption*> found;
  for (const IptablesOption& option : all_options) {
    if (option.name.starts_with(prefix) || option.alias.starts_with(prefix))
      found.push_back(&option);
  }
  return found;
}

std::vector<std::string> iptables_option_names() {
  std::vector<std::string> names;
  for (const IptablesOption& option : all_options) names.emplace_back(option.name);
  return names;
}

}  // namespace hopproof

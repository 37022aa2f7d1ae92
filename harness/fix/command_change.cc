#include "harness/fix/command_change.hh"

#include "harness/base/text.hh"
#include "harness/model/written_routes.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::fix {
namespace {

using Words = std::vector<std::string>;
using Changes = std::vector<Change>;

Words words_of(const std::string& text) {
  Words words;
  for (const std::string_view part : split_at(text, ' '))
    if (!part.empty()) words.emplace_back(part);
  return words;
}

std::string joined(const Words& words, size_t from) {
  return fmt::format(
      "{}", fmt::join(words.begin() + long(std::min(from, words.size())), words.end(), " "));
}

bool is_one_of(const std::string& word, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, std::string_view(word)) != names.end();
}

Changes route_change(const Node& node, const Words& words, const std::string& command) {
  const std::string text = joined(words, 3);
  const auto parsed = parse_route(text);
  const auto* route = std::get_if<Route>(&parsed);
  if (route == nullptr) return {};
  const RouteItem* there = model::same_route(node, *route);
  if (is_one_of(words[2], {"del", "delete"})) {
    if (there == nullptr) return {};
    return {remove_line(node, "routes", *there, command, "")};
  }
  if (there && there->text != text)
    return {replace_line(node, "routes", *there, text, "ip route replace " + text, "")};
  if (there) return {};
  return {add_route(node, "advised", text, "")};
}

Changes address_change(const Node& node, const Words& words) {
  if (words.size() < 6 || words[4] != "dev") return {};
  const std::string& address = words[3];
  const std::string& device = words[5];
  if (!Cidr::parse(address) && !IpAddress::parse(address)) return {};
  if (words[2] == "del") return {remove_address(node, device, address, "")};
  if (words[2] != "add") return {};
  if (device == "lo" && node.find_interface("lo") == nullptr)
    return {add_address(node, address, "")};
  return {add_address_at(node, device, address, "")};
}

Changes sysctl_change(const Node& node, const Words& words) {
  Changes changes;
  for (size_t i = 1; i < words.size(); ++i) {
    const size_t equals = words[i].find('=');
    if (equals == std::string::npos) continue;
    changes.push_back(
        set_sysctl(node, words[i].substr(0, equals), words[i].substr(equals + 1), ""));
  }
  return changes;
}

const IptablesItem* policy_item(const std::vector<IptablesItem>& items, const IptablesRule& rule) {
  const auto found = std::ranges::find_if(items, [&](const IptablesItem& item) {
    return item.rule.verb == IptablesRule::Verb::policy && item.rule.chain == rule.chain &&
           item.rule.table == rule.table;
  });
  return found == items.end() ? nullptr : &*found;
}

Changes rule_change(const Node& node, Family family, const std::string& text) {
  const auto parsed = parse_iptables(text, family);
  const auto* read = std::get_if<ParsedRule>(&parsed);
  if (read == nullptr) return {};
  const auto& items = family == Family::v4 ? node.iptables : node.ip6tables;
  const std::string section = family == Family::v4 ? "iptables" : "ip6tables";
  if (read->rule.verb == IptablesRule::Verb::policy) {
    if (const IptablesItem* policy = policy_item(items, read->rule))
      return {replace_line(node, section, *policy, text, section + " " + text, "")};
  }
  if (read->rule.verb == IptablesRule::Verb::delete_rule) {
    for (const IptablesItem& item : items) {
      Change removal = remove_firewall_rule(node, family, item, "");
      if (removal.shown.command == section + " " + text) return {removal};
    }
    return {};
  }
  return {add_firewall_rule(node, family, "advised", text, "")};
}

const IpvsItem* server_line(const Node& node, const IpvsadmCommand& command) {
  const auto found = std::ranges::find_if(node.ipvs, [&](const IpvsItem& item) {
    return item.command.service == command.service && item.command.server == command.server;
  });
  return found == node.ipvs.end() ? nullptr : &*found;
}

Changes service_change(const Node& node, const std::string& text) {
  using Verb = IpvsadmCommand::Verb;
  const auto parsed = parse_ipvsadm(text);
  const auto* command = std::get_if<IpvsadmCommand>(&parsed);
  if (command == nullptr) return {};
  const IpvsItem* there = server_line(node, *command);
  const Verb verb = command->verb;
  if (verb == Verb::delete_server || verb == Verb::delete_service) {
    if (there == nullptr) return {};
    return {remove_line(node, "ipvs", *there, "ipvsadm " + text, "")};
  }
  if (verb == Verb::edit_server || verb == Verb::edit_service) {
    if (there == nullptr) return {};
    return {replace_ipvs_line(node, *there, to_line(*command), "ipvsadm " + text, "")};
  }
  if (verb == Verb::add_server || verb == Verb::add_service || verb == Verb::set_timeouts)
    return {add_ipvs_line(node, "advised", text, "")};
  return {};
}

/// "RIP:PORT", "GATEWAY": who gives the command writes them himself.
bool has_words_to_fill_in(const Words& words) {
  return std::ranges::any_of(words, [](const std::string& word) {
    return word == "..." || is_one_of(word, {"RIP:PORT", "GATEWAY", "IF", "DIP", "VIP"});
  });
}

}  // namespace

std::vector<Change> changes_of(const Node& node, const std::string& command) {
  const Words words = words_of(command);
  if (words.size() < 2 || has_words_to_fill_in(words)) return {};
  const std::string& tool = words[0];
  const std::string rest = joined(words, 1);
  if (tool == "sysctl") return sysctl_change(node, words);
  if (tool == "iptables") return rule_change(node, Family::v4, rest);
  if (tool == "ip6tables") return rule_change(node, Family::v6, rest);
  if (tool == "ipvsadm") return service_change(node, rest);
  if (tool == "nft" && !node.nftables.empty()) return {add_nft_line(node, rest, "")};
  if (tool != "ip" || words.size() < 4) return {};
  if (words[1] == "route") return route_change(node, words, command);
  if (words[1] == "rule" && words[2] == "add")
    return {add_policy_rule(node, "advised", joined(words, 3), "")};
  if (words[1] == "addr" || words[1] == "address") return address_change(node, words);
  return {};
}

}  // namespace hopproof::fix

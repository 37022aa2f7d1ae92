#include "harness/fix/change.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::fix {
namespace {

constexpr const char* lost_route = "gone after a reboot unless your network configuration has it";
constexpr const char* lost_sysctl = "gone after a reboot unless a file in /etc/sysctl.d has it";
constexpr const char* lost_rule = "gone after a reboot unless iptables-save saves it";
constexpr const char* lost_service = "gone after a reboot unless ipvsadm-save saves it";

std::string note(const std::string& touches, const char* lost) {
  return touches.empty() ? lost : fmt::format("{}; {}", touches, lost);
}

bool is_number(const std::string& name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

/// The name that a new line gets: its number in a list, else one that is free.
template <class LineItem>
std::string free_name(const std::vector<LineItem>& items, const std::string& wanted) {
  if (!items.empty() && is_number(items.front().name)) return std::to_string(items.size() + 1);
  std::string name = wanted;
  for (int i = 2; std::ranges::find(items, name, &LineItem::name) != items.end(); ++i)
    name = fmt::format("{}-{}", wanted, i);
  return name;
}

template <class LineItem>
Change add_line(const Node& node, const std::string& section, const std::vector<LineItem>& items,
                const std::string& wanted, const std::string& text, const std::string& command) {
  const std::string name = free_name(items, wanted);
  Change change;
  change.shown = {node.name, command, fmt::format("{}.{}.{}", node.name, section, name), ""};
  change.edits = {{CaseEdit::Kind::add, {"nodes", node.name, section}, name, text, ""}};
  return change;
}

const char* tool(Family family) { return family == Family::v4 ? "iptables" : "ip6tables"; }

/// The rule as it is to be taken away: -D instead of -A, without the place of an -I.
std::string deleting(const IptablesItem& item) {
  std::string text;
  bool after_chain = false;
  for (const Token& word : item.rule.words) {
    std::string part(word.text);
    if (part == "-A" || part == "-I" || part == "--append" || part == "--insert") {
      part = "-D";
    } else if (after_chain && is_number(part)) {
      after_chain = false;
      continue;
    }
    after_chain = part == item.rule.chain;
    if (part.find(' ') != std::string::npos) part = "'" + part + "'";
    text += (text.empty() ? "" : " ") + part;
  }
  return text;
}

}  // namespace

Change add_route(const Node& node, const std::string& name, const std::string& text,
                 const std::string& touches) {
  Change change = add_line(node, "routes", node.routes, name, text, "ip route add " + text);
  change.shown.note = note(touches, lost_route);
  return change;
}

Change add_policy_rule(const Node& node, const std::string& name, const std::string& text,
                       const std::string& touches) {
  Change change = add_line(node, "rules", node.rules, name, text, "ip rule add " + text);
  change.shown.note = note(touches, lost_route);
  return change;
}

Change add_address(const Node& node, const std::string& address, const std::string& touches) {
  Change change;
  change.shown = {node.name, fmt::format("ip address add {} dev lo", address),
                  fmt::format("{}.interfaces.lo.{}", node.name, address),
                  note(touches, lost_route)};
  const bool has_lo = node.find_interface("lo") != nullptr;
  std::vector<std::string> section{"nodes", node.name, "interfaces"};
  if (has_lo) section.emplace_back("lo");
  change.edits = {{CaseEdit::Kind::add, section, "lo", address, ""}};
  return change;
}

Change set_sysctl(const Node& node, const std::string& name, const std::string& value,
                  const std::string& touches) {
  Change change;
  change.shown = {node.name, fmt::format("sysctl -w {}={}", name, value),
                  fmt::format("{}.sysctls.{}", node.name, name), note(touches, lost_sysctl)};
  const bool there = std::ranges::find(node.sysctls, name, &SysctlItem::name) != node.sysctls.end();
  const auto kind = there ? CaseEdit::Kind::replace : CaseEdit::Kind::add;
  change.edits = {{kind, {"nodes", node.name, "sysctls"}, name, value, ""}};
  return change;
}

Change add_firewall_rule(const Node& node, Family family, const std::string& name,
                         const std::string& text, const std::string& touches) {
  const auto& items = family == Family::v4 ? node.iptables : node.ip6tables;
  Change change =
      add_line(node, tool(family), items, name, text, fmt::format("{} {}", tool(family), text));
  change.shown.note = note(touches, lost_rule);
  return change;
}

Change remove_firewall_rule(const Node& node, Family family, const IptablesItem& item,
                            const std::string& touches) {
  Change change;
  change.shown = {node.name, fmt::format("{} {}", tool(family), deleting(item)),
                  fmt::format("{}.{}.{}", node.name, tool(family), item.name),
                  note(touches, "back after a reboot unless it is removed from the saved rules")};
  change.edits = {
      {CaseEdit::Kind::remove, {"nodes", node.name, tool(family)}, item.name, item.text, ""}};
  return change;
}

Change add_ipvs_line(const Node& node, const std::string& name, const std::string& text,
                     const std::string& touches) {
  Change change = add_line(node, "ipvs", node.ipvs, name, text, "ipvsadm " + text);
  change.shown.note = note(touches, lost_service);
  return change;
}

Change replace_ipvs_line(const Node& node, const IpvsItem& item, const std::string& text,
                         const std::string& command, const std::string& touches) {
  Change change;
  change.shown = {node.name, command, fmt::format("{}.ipvs.{}", node.name, item.name),
                  note(touches, lost_service)};
  change.edits = {
      {CaseEdit::Kind::replace, {"nodes", node.name, "ipvs"}, item.name, text, item.text}};
  return change;
}

Change replace_line(const Node& node, const std::string& section, const Item& item,
                    const std::string& text, const std::string& command,
                    const std::string& touches) {
  Change change;
  change.shown = {node.name, command, fmt::format("{}.{}.{}", node.name, section, item.name),
                  touches};
  change.edits = {
      {CaseEdit::Kind::replace, {"nodes", node.name, section}, item.name, text, item.text}};
  return change;
}

Change remove_line(const Node& node, const std::string& section, const Item& item,
                   const std::string& command, const std::string& touches) {
  Change change;
  change.shown = {node.name, command, fmt::format("{}.{}.{}", node.name, section, item.name),
                  touches};
  change.edits = {
      {CaseEdit::Kind::remove, {"nodes", node.name, section}, item.name, item.text, ""}};
  return change;
}

Change add_address_at(const Node& node, const std::string& interface, const std::string& address,
                      const std::string& touches) {
  Change change;
  change.shown = {node.name, fmt::format("ip address add {} dev {}", address, interface),
                  fmt::format("{}.interfaces.{}.{}", node.name, interface, address),
                  note(touches, lost_route)};
  change.edits = {
      {CaseEdit::Kind::add, {"nodes", node.name, "interfaces", interface}, interface, address, ""}};
  return change;
}

Change remove_address(const Node& node, const std::string& interface, const std::string& address,
                      const std::string& touches) {
  Change change;
  change.shown = {node.name, fmt::format("ip address del {} dev {}", address, interface),
                  fmt::format("{}.interfaces.{}.{}", node.name, interface, address),
                  note(touches, "back after a reboot unless your network configuration drops it")};
  change.edits = {{CaseEdit::Kind::remove,
                   {"nodes", node.name, "interfaces", interface},
                   interface,
                   address,
                   ""}};
  return change;
}

Change add_serve(const Node& node, const std::string& text) {
  Change change;
  change.shown = {node.name, "start the program that serves " + text,
                  fmt::format("{}.serves.{}", node.name, text),
                  "in the lab a built-in server stands for it"};
  change.edits = {{CaseEdit::Kind::add, {"nodes", node.name, "serves"}, "serves", text, ""}};
  return change;
}

Change add_nft_line(const Node& node, const std::string& text, const std::string& touches) {
  Change change;
  change.shown = {node.name, "nft " + text, node.name + ".nftables",
                  note(touches, "gone after a reboot unless the saved ruleset has it")};
  change.edits = {{CaseEdit::Kind::add, {"nodes", node.name, "nftables"}, "nftables", text, ""}};
  return change;
}

}  // namespace hopproof::fix

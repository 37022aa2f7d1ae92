#include "harness/run/engine_differences.hh"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace hopproof::run {
namespace {

/// What is set up on one director, by its items and by the commands of steps.
struct DirectorSetup {
  const Node& node;
  std::vector<std::string> commands;
  std::vector<IptablesRule> rules;

  DirectorSetup(const Case& deployment, const Node& director);
  bool sets(std::string_view sysctl, std::string_view value) const;
  bool runs(std::string_view words) const;
  bool has_rule(std::string_view table, std::string_view chain,
                std::initializer_list<std::string_view> targets) const;
};

DirectorSetup::DirectorSetup(const Case& deployment, const Node& director) : node(director) {
  for (const Item& item : node.run) commands.push_back(item.text);
  for (const Step& step : deployment.steps) {
    const auto* command = std::get_if<NodeCommand>(&step.action);
    if (command != nullptr && command->node == node.name)
      commands.insert(commands.end(), command->lines.begin(), command->lines.end());
  }
  for (const IptablesItem& item : node.iptables) rules.push_back(item.rule);
  for (const IptablesItem& item : node.ip6tables) rules.push_back(item.rule);
  for (const std::string& line : commands) {
    auto parsed = parse_iptables(line, Family::v4);
    if (auto* rule = std::get_if<ParsedRule>(&parsed)) rules.push_back(std::move(rule->rule));
  }
}

bool DirectorSetup::sets(std::string_view sysctl, std::string_view value) const {
  const std::string name = fmt::format("net.ipv4.vs.{}", sysctl);
  const auto is_it = [&](const SysctlItem& item) {
    return item.name == name && item.text == value;
  };
  return std::ranges::any_of(node.sysctls, is_it) || runs(fmt::format("{}={}", name, value));
}

bool DirectorSetup::runs(std::string_view words) const {
  return std::ranges::any_of(
      commands, [&](const std::string& line) { return line.find(words) != std::string::npos; });
}

bool DirectorSetup::has_rule(std::string_view table, std::string_view chain,
                             std::initializer_list<std::string_view> targets) const {
  return std::ranges::any_of(rules, [&](const IptablesRule& rule) {
    return rule.table == table && rule.chain == chain &&
           std::ranges::find(targets, rule.target) != targets.end();
  });
}

using Sentences = std::vector<std::string>;

void add_automatic_modes(const DirectorSetup& director, Sentences& all) {
  for (const char* sysctl : {"drop_entry", "drop_packet", "secure_tcp"})
    for (const char* value : {"1", "2"})
      if (director.sets(sysctl, value))
        all.push_back(
            fmt::format("net.ipv4.vs.{}={} never takes effect on the engine: on the "
                        "kernel it waits for a shortage of memory",
                        sysctl, value));
}

void add_tracking(const DirectorSetup& director, Sentences& all) {
  if (!director.sets("conntrack", "1")) return;
  if (director.has_rule("filter", "OUTPUT", {"REJECT"}))
    all.push_back(
        "with vs.conntrack=1 a REJECT of the request in OUTPUT drops it on the engine "
        "without notice; kernel IPVS notifies the client");
  if (director.has_rule("nat", "PREROUTING", {"DNAT", "REDIRECT"}))
    all.push_back(
        "behind a DNAT in PREROUTING, with vs.conntrack=1, the second and later requests "
        "of a connection pass INPUT on the engine and FORWARD on the kernel");
  if (director.runs("conntrack -L"))
    all.push_back(
        "with vs.conntrack=1 conntrack lists two entries a connection on the engine, "
        "one on the kernel");
}

void add_ftp(const DirectorSetup& director, Sentences& all) {
  if (!director.runs("ip_vs_ftp")) return;
  if (!director.sets("conntrack", "1") &&
      director.has_rule("nat", "POSTROUTING", {"MASQUERADE", "SNAT"}))
    all.push_back(
        "the kernel tracks and masquerades FTP connections whatever vs.conntrack says; "
        "the engine does so only with vs.conntrack=1");
  const bool on_itself = std::ranges::any_of(director.node.ipvs, [&](const IpvsItem& item) {
    return item.command.server && director.node.owns(item.command.server->address);
  });
  if (on_itself)
    all.push_back(
        "an FTP server on the director: its data connections from port 20 are not "
        "translated on the engine");
}

}  // namespace

std::vector<std::string> engine_differences(const Case& deployment) {
  Sentences all;
  for (const Node& node : deployment.nodes) {
    if (!node.is_director) continue;
    const DirectorSetup director(deployment, node);
    add_automatic_modes(director, all);
    add_tracking(director, all);
    add_ftp(director, all);
  }
  return all;
}

}  // namespace hopproof::run

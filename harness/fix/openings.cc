#include "harness/base/protocol.hh"
#include "harness/fix/candidates.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

const char* section_of(Family family) { return family == Family::v4 ? "iptables" : "ip6tables"; }

const std::vector<IptablesItem>& rules_of(const Node& node, Family family) {
  return family == Family::v4 ? node.iptables : node.ip6tables;
}

bool drops(const IptablesItem& item) {
  return item.rule.target == "DROP" || item.rule.target == "REJECT";
}

bool is_policy(const IptablesItem& item) { return item.rule.verb == IptablesRule::Verb::policy; }

/// Rules of the filter table that may stop something in this chain.
bool may_stop(const Node& node, Family family, std::string_view chain) {
  return std::ranges::any_of(rules_of(node, family), [&](const IptablesItem& item) {
    return drops(item) && item.rule.table == "filter" && item.rule.chain == chain;
  });
}

std::string_view protocol_of(const LintService& service) {
  return protocol::name(service.key().protocol());
}

/// INPUT sees requests with the VIP.
void open_input(const LintService& service, Candidates& found) {
  const Node& director = *service.director;
  const Family family = service.key().family;
  if (service.is_marked() || !may_stop(director, family, "INPUT")) return;
  const Endpoint& vip = service.key().vip;
  const std::string port = vip.port == 0 ? "" : fmt::format(" --dport {}", vip.port);
  const std::string text = fmt::format("-I INPUT -d {} -p {}{} -j ACCEPT", vip.address.text(),
                                       protocol_of(service), port);
  found.push_back({fmt::format("requests for {} let in on {}", service.key().text(), director.name),
                   {add_firewall_rule(director, family, fmt::format("accept-{}", vip.port), text,
                                      "only this service")},
                   1});
}

/// FORWARD sees replies with the real server's address.
void open_forward(const LintService& service, Candidates& found) {
  const Node& director = *service.director;
  const Family family = service.key().family;
  if (!may_stop(director, family, "FORWARD")) return;
  Candidate open{fmt::format("replies of the servers let through on {}", director.name), {}, 1};
  for (const IpvsItem* server : service.servers) {
    const Endpoint& rip = *server->command.server;
    const std::string port = rip.port == 0 ? "" : fmt::format(" --sport {}", rip.port);
    open.changes.push_back(
        add_firewall_rule(director, family, fmt::format("replies-{}", rip.address.text()),
                          fmt::format("-I FORWARD -s {} -p {}{} -j ACCEPT", rip.address.text(),
                                      protocol_of(service), port),
                          "only what this server sends from its service's port"));
  }
  found.push_back(std::move(open));
}

void open_servers(const FixScene& scene, const LintService& service, Candidates& found) {
  for (const IpvsItem* server : service.servers) {
    const Endpoint& rip = *server->command.server;
    const Node* node = scene.whole.owner(rip.address);
    if (node == nullptr || node == service.director || rip.port == 0) continue;
    if (!may_stop(*node, service.key().family, "INPUT")) continue;
    found.push_back({fmt::format("requests let in on {}", node->name),
                     {add_firewall_rule(*node, service.key().family, "accept-service",
                                        fmt::format("-I INPUT -p {} --dport {} -j ACCEPT",
                                                    protocol_of(service), rip.port),
                                        "only this port")},
                     1});
  }
}

/// What dropped something in the failing run.
void remove_droppers(const FixScene& scene, const Node& node, Family family, Candidates& found) {
  for (const IptablesItem& item : rules_of(node, family)) {
    const std::string path = fmt::format("{}.{}.{}", node.name, section_of(family), item.name);
    if (!drops(item) || is_policy(item) || scene.counted(path) == 0) continue;
    found.push_back({fmt::format("without the rule {} on {}", item.name, node.name),
                     {remove_firewall_rule(node, family, item,
                                           "whatever else it dropped is let through as well")},
                     2});
  }
}

}  // namespace

void add_filter_openings(const FixScene& scene, Candidates& found) {
  for (const LintService& service : scene.services) {
    open_input(service, found);
    open_forward(service, found);
    open_servers(scene, service, found);
  }
  for (const Node& node : scene.whole.nodes) {
    remove_droppers(scene, node, Family::v4, found);
    remove_droppers(scene, node, Family::v6, found);
  }
}

}  // namespace hopproof

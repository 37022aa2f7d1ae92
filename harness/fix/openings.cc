#include "harness/base/protocol.hh"
#include "harness/fix/candidates.hh"
#include "harness/model/filters.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::fix {
namespace {

const char* section_of(Family family) { return family == Family::v4 ? "iptables" : "ip6tables"; }

bool drops(const IptablesItem& item) {
  return item.rule.target == "DROP" || item.rule.target == "REJECT";
}

bool is_policy(const IptablesItem& item) { return item.rule.verb == IptablesRule::Verb::policy; }

/// The "-I CHAIN" that opens what stops the packet at this hook, or may; "" when nothing does.
std::string opening(const Node& node, model::Hook hook, const model::PacketShape& packet) {
  const Family family = packet.source.address.is_unspecified() ? packet.destination.address.family()
                                                               : packet.source.address.family();
  const auto answer = model::filter(model::configured_rules(node, family), {{hook, packet}});
  if (answer.kind == model::FilterAnswer::Kind::passes) return "";
  const std::string& table = answer.rule->rule->table;
  return fmt::format("{}-I {}", table == "filter" ? "" : fmt::format("-t {} ", table),
                     model::chain_of(hook));
}

/// "-p tcp --dport 80"; a mark is for every protocol, and those have no ports.
std::string protocol_terms(const model::Service& service, std::string_view option, uint16_t port) {
  const uint8_t protocol = service.key.protocol();
  const std::string terms = fmt::format("-p {}", protocol::name(protocol));
  if (port == 0 || protocol == protocol::any) return terms;
  return fmt::format("{} {} {}", terms, option, port);
}

/// INPUT sees requests with the VIP.
void open_input(const model::Service& service, Candidates& found) {
  const Node& director = *service.director;
  const Family family = service.key.family;
  const Endpoint& vip = service.key.vip;
  const std::string insert =
      opening(director, model::Hook::input, model::packet_between(service.key.protocol(), {}, vip));
  if (service.is_marked() || insert.empty()) return;
  const std::string text = fmt::format("{} -d {} {} -j ACCEPT", insert, vip.address.text(),
                                       protocol_terms(service, "--dport", vip.port));
  found.push_back({fmt::format("requests for {} let in on {}", service.key.text(), director.name),
                   {add_firewall_rule(director, family, fmt::format("accept-{}", vip.port), text,
                                      "only this service")},
                   1});
}

/// FORWARD sees replies with the real server's address.
void open_forward(const model::Service& service, Candidates& found) {
  const Node& director = *service.director;
  const Family family = service.key.family;
  Candidate open{fmt::format("replies of the servers let through on {}", director.name), {}, 1};
  for (const RealServer& server : service.servers) {
    const Endpoint& rip = server.address;
    const std::string insert = opening(director, model::Hook::forward,
                                       model::packet_between(service.key.protocol(), rip, {}));
    if (insert.empty()) continue;
    open.changes.push_back(
        add_firewall_rule(director, family, fmt::format("replies-{}", rip.address.text()),
                          fmt::format("{} -s {} {} -j ACCEPT", insert, rip.address.text(),
                                      protocol_terms(service, "--sport", rip.port)),
                          "only what this server sends from its service's port"));
  }
  found.push_back(std::move(open));
}

void open_servers(const FixScene& scene, const model::Service& service, Candidates& found) {
  for (const RealServer& server : service.servers) {
    const Endpoint& rip = server.address;
    const Node* node = scene.whole.owner(rip.address);
    if (node == nullptr || node == service.director || rip.port == 0) continue;
    const std::string insert =
        opening(*node, model::Hook::input, model::packet_between(service.key.protocol(), {}, rip));
    if (insert.empty()) continue;
    found.push_back({fmt::format("requests let in on {}", node->name),
                     {add_firewall_rule(*node, service.key.family, "accept-service",
                                        fmt::format("{} {} -j ACCEPT", insert,
                                                    protocol_terms(service, "--dport", rip.port)),
                                        "only this port")},
                     1});
  }
}

/// What dropped something in the failing run.
void remove_droppers(const FixScene& scene, const Node& node, Family family, Candidates& found) {
  for (const IptablesItem& item : model::rule_items(node, family)) {
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
  for (const model::Service& service : scene.services) {
    open_input(service, found);
    open_forward(service, found);
    open_servers(scene, service, found);
  }
  for (const Node& node : scene.whole.nodes) {
    remove_droppers(scene, node, Family::v4, found);
    remove_droppers(scene, node, Family::v6, found);
  }
}

}  // namespace hopproof::fix

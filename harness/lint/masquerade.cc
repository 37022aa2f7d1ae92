#include "harness/case/next_hop.hh"
#include "harness/lint/lint_masquerade.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Fit = RuleFit::Fit;

bool is_masqueraded_method(const IpvsItem& server) {
  return server.command.server_options.forwarding == Forwarding::masquerade;
}

bool is_about_ipvs(const IptablesItem& item) {
  return std::ranges::any_of(item.rule.matches, [](const Match& m) { return m.name == "ipvs"; });
}

/// Calls `visit(server, client)` for each pair that masquerading may serve, until it says true.
template <class Visitor>
bool any_pair(const Case& deployment, const LintService& service, Visitor visit) {
  const auto clients = lint_clients(deployment, service);
  for (const IpvsItem* server : service.servers) {
    if (!is_masqueraded_method(*server)) continue;
    for (const LintClient& client : clients) {
      if (visit(*server, client)) return true;
    }
  }
  return false;
}

bool fits_somebody(const Case& deployment, const LintService& service, const IptablesItem& rule) {
  return any_pair(deployment, service, [&](const IpvsItem& server, const LintClient& client) {
    return fit(rule.rule, masqueraded_shape(service, server, client.address)).fit == Fit::fits;
  });
}

void lint_untracked(const Case& deployment, const LintService& service, Warnings& warnings) {
  const Node& director = *service.director;
  if (tracks_connections(director)) return;
  for (const IptablesItem* rule : source_rules(director, service.key().family)) {
    if (!is_about_ipvs(*rule) && !fits_somebody(deployment, service, *rule)) continue;
    const bool known = std::ranges::any_of(warnings, [&](const WarningResult& one) {
      return one.id == "masquerade-without-conntrack" && one.place.line == rule->place.line;
    });
    if (known) return;
    warnings.push_back({"masquerade-without-conntrack",
                        fmt::format("{} has net.ipv4.vs.conntrack=0, so IPVS packets are untracked "
                                    "and this rule never rewrites them",
                                    director.name),
                        fmt::format("on {}: sysctl -w net.ipv4.vs.conntrack=1", director.name),
                        rule->place});
    return;
  }
}

/// The term of the last rule that leaves the packet out; "" when one takes it, or may.
std::string excluding_term(const std::vector<const IptablesItem*>& rules,
                           const PacketShape& packet) {
  std::string term;
  for (const IptablesItem* rule : rules) {
    const RuleFit found = fit(rule->rule, packet);
    if (found.fit != Fit::excluded) return "";
    if (is_about_ipvs(*rule) || term.empty()) term = found.term;
  }
  return term;
}

/// Rules that rewrite some clients and leave out the one that needs it.
void lint_left_out(const Case& deployment, const LintService& service, Warnings& warnings) {
  auto rules = source_rules(*service.director, service.key().family);
  std::erase_if(rules, [](const IptablesItem* rule) { return !is_about_ipvs(*rule); });
  if (rules.empty()) return;
  any_pair(deployment, service, [&](const IpvsItem& server, const LintClient& client) {
    const Node* owner = deployment.owner(server.command.server->address);
    if (owner == nullptr || owner == service.director) return false;
    if (goes_through(deployment, *owner, client.address, *service.director)) return false;
    const std::string term =
        excluding_term(rules, masqueraded_shape(service, server, client.address));
    if (term.empty()) return false;
    warnings.push_back(
        {"masquerade-excludes-client",
         fmt::format("'{}' excludes {} {}, and {} does not answer it through {}", term,
                     client.node->name, client.address.text(), owner->name, service.director->name),
         fmt::format("narrow the rule by the service instead: -m ipvs --vaddr {} --vport {}",
                     service.key().vip.address.text(), service.key().vip.port),
         rules.front()->place});
    return true;
  });
}

/// "32768 60999"
bool is_in_range(uint16_t port, const std::string& range) {
  const size_t blank = range.find_first_of(" \t");
  if (blank == std::string::npos) return false;
  const size_t second = range.find_first_not_of(" \t", blank);
  const auto low = parse_number(range.substr(0, blank), 65535);
  const auto high = parse_number(second == std::string::npos ? "" : range.substr(second), 65535);
  return low && high && *low <= port && port <= *high;
}

/// "8000-8010,9000"
bool is_reserved(uint16_t port, std::string_view list) {
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    const std::string_view part = list.substr(0, comma);
    const size_t dash = std::min(part.find('-'), part.size());
    const auto low = parse_number(part.substr(0, dash), 65535);
    const auto high = dash == part.size() ? low : parse_number(part.substr(dash + 1), 65535);
    if (low && high && *low <= port && port <= *high) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

/// A masqueraded connection takes its source port where local ones do.
void lint_port_collision(const Case& deployment, const LintService& service, Warnings& warnings) {
  const Node& director = *service.director;
  const Endpoint& vip = service.key().vip;
  const std::string range = sysctl_of(director, "net.ipv4.ip_local_port_range", "32768 60999");
  if (!tracks_connections(director) || !is_in_range(vip.port, range)) return;
  if (is_reserved(vip.port, sysctl_of(director, "net.ipv4.ip_local_reserved_ports", ""))) return;
  any_pair(deployment, service, [&](const IpvsItem& server, const LintClient& client) {
    const IpAddress& rip = server.command.server->address;
    const auto way = next_hop(director, rip);
    if (!way || source_for(director, *way, rip) != vip.address) return false;
    if (!may_be_masqueraded(service, server, client.address)) return false;
    warnings.push_back(
        {"port-in-local-range",
         fmt::format("port {} is in {}'s ip_local_port_range ({}), and {} is the address that "
                     "masqueraded connections get: the reply to one with this source port goes to "
                     "the service",
                     vip.port, director.name, range, vip.address.text()),
         fmt::format("on {}: sysctl -w net.ipv4.ip_local_reserved_ports={}, or masquerade to an "
                     "address that is not a VIP",
                     director.name, vip.port),
         service.line->place});
    return true;
  });
}

}  // namespace

PacketShape masqueraded_shape(const LintService& service, const IpvsItem& server,
                              const IpAddress& client) {
  PacketShape packet;
  packet.protocol = service.key().protocol();
  packet.source = {client, 40000};
  packet.destination = *server.command.server;
  const auto way = next_hop(*service.director, packet.destination.address);
  if (way) packet.out = way->interface;
  packet.by_ipvs = true;
  if (!service.is_marked()) packet.virtual_service = service.key().vip;
  return packet;
}

std::vector<const IptablesItem*> source_rules(const Node& director, Family family) {
  std::vector<const IptablesItem*> rules;
  for (const IptablesItem& item : family == Family::v4 ? director.iptables : director.ip6tables) {
    const IptablesRule& rule = item.rule;
    const bool adds =
        rule.verb == IptablesRule::Verb::append || rule.verb == IptablesRule::Verb::insert;
    const bool rewrites = rule.target == "MASQUERADE" || rule.target == "SNAT";
    if (adds && rewrites && rule.table == "nat" && rule.chain == "POSTROUTING")
      rules.push_back(&item);
  }
  return rules;
}

bool tracks_connections(const Node& director) {
  return sysctl_of(director, "net.ipv4.vs.conntrack", "0") != "0";
}

bool may_be_masqueraded(const LintService& service, const IpvsItem& server,
                        const IpAddress& client) {
  if (!tracks_connections(*service.director)) return false;
  const PacketShape packet = masqueraded_shape(service, server, client);
  return std::ranges::any_of(
      source_rules(*service.director, client.family()),
      [&](const IptablesItem* item) { return fit(item->rule, packet).fit != Fit::excluded; });
}

void lint_masquerade(const Case& deployment, const LintService& service, Warnings& warnings) {
  lint_untracked(deployment, service, warnings);
  if (service.is_marked()) return;
  lint_left_out(deployment, service, warnings);
  lint_port_collision(deployment, service, warnings);
}

}  // namespace hopproof

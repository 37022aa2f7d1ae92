#include "harness/lint/lint_masquerade.hh"
#include "harness/model/source_rewriting.hh"
#include "harness/model/way.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::lint {
namespace {

using Rewriting = model::SourceRewriting::Kind;

model::PacketShape request_shape(const model::Service& service, const RealServer& server,
                                 const IpAddress& client) {
  return model::request_behind_ipvs(*service.director, service.key, server.address,
                                    server.options.forwarding, {client, 0});
}

/// Calls `visit(server, client)` for each pair that masquerading may serve, until it says true.
template <class Visitor>
bool any_pair(const Case& deployment, const model::Service& service, Visitor visit) {
  const auto clients = lint_clients(deployment, service);
  for (const RealServer& server : service.servers) {
    if (server.options.forwarding != Forwarding::masquerade) continue;
    for (const LintClient& client : clients) {
      if (visit(server, client)) return true;
    }
  }
  return false;
}

const IptablesItem& item_of(const model::Service& service, const model::PlacedRule& rule) {
  return model::rule_items(*service.director, service.key.family)[rule.line];
}

/// A rule that is there for IPVS, or would take somebody's connection, were it tracked.
std::optional<model::PlacedRule> idle_rule(const Case& deployment, const model::Service& service) {
  const auto rules =
      model::source_rules(model::configured_rules(*service.director, service.key.family));
  const auto meant = std::ranges::find_if(
      rules, [](const model::PlacedRule& placed) { return model::asks_for_ipvs(*placed.rule); });
  std::optional<model::PlacedRule> found;
  if (meant != rules.end()) found = *meant;
  any_pair(deployment, service, [&](const RealServer& server, const LintClient& client) {
    const auto rewriting =
        model::source_rewriting(*service.director, request_shape(service, server, client.address));
    const bool would = rewriting.kind == Rewriting::untracked && rewriting.term.empty();
    if (would && (!found || rewriting.rule->line < found->line)) found = rewriting.rule;
    return false;
  });
  return found;
}

void lint_untracked(const Case& deployment, const model::Service& service, Warnings& warnings) {
  const Node& director = *service.director;
  if (model::tracks_connections(director)) return;
  const auto rule = idle_rule(deployment, service);
  if (!rule) return;
  const Place place = item_of(service, *rule).place;
  const bool known = std::ranges::any_of(warnings, [&](const verdict::WarningResult& one) {
    return one.id == "masquerade-without-conntrack" && one.place.line == place.line;
  });
  if (known) return;
  warnings.push_back({"masquerade-without-conntrack",
                      fmt::format("{} has net.ipv4.vs.conntrack=0, so IPVS packets are untracked "
                                  "and this rule never rewrites them",
                                  director.name),
                      fmt::format("on {}: sysctl -w net.ipv4.vs.conntrack=1", director.name),
                      place});
}

/// Rules that rewrite some clients and leave out the one that needs it.
void lint_left_out(const Case& deployment, const model::Service& service, Warnings& warnings) {
  any_pair(deployment, service, [&](const RealServer& server, const LintClient& client) {
    const Node* owner = deployment.owner(server.address.address);
    if (owner == nullptr || owner == service.director) return false;
    if (model::goes_through(deployment, *owner, client.address, server.address.address,
                            *service.director))
      return false;
    const auto rewriting =
        model::source_rewriting(*service.director, request_shape(service, server, client.address));
    if (rewriting.kind != Rewriting::excluded) return false;
    warnings.push_back(
        {"masquerade-excludes-client",
         fmt::format("'{}' excludes {} {}, and {} does not answer it through {}", rewriting.term,
                     client.node->name, client.address.text(), owner->name, service.director->name),
         fmt::format("narrow the rule by the service instead: -m ipvs --vaddr {} --vport {}",
                     service.key.vip.address.text(), service.key.vip.port),
         item_of(service, *rewriting.rule).place});
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
void lint_port_collision(const Case& deployment, const model::Service& service,
                         Warnings& warnings) {
  const Node& director = *service.director;
  const Endpoint& vip = service.key.vip;
  const model::Sysctls sysctls(director);
  const std::string range = sysctls.value("net.ipv4.ip_local_port_range");
  if (!model::tracks_connections(director) || !is_in_range(vip.port, range)) return;
  if (is_reserved(vip.port, sysctls.value("net.ipv4.ip_local_reserved_ports"))) return;
  any_pair(deployment, service, [&](const RealServer& server, const LintClient& client) {
    const auto rewriting =
        model::source_rewriting(director, request_shape(service, server, client.address));
    if (!rewriting.may_happen() || rewriting.source != vip.address) return false;
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

bool may_be_masqueraded(const model::Service& service, const RealServer& server,
                        const IpAddress& client) {
  return model::source_rewriting(*service.director, request_shape(service, server, client))
      .may_happen();
}

void lint_masquerade(const Case& deployment, const model::Service& service, Warnings& warnings) {
  lint_untracked(deployment, service, warnings);
  if (service.is_marked()) return;
  lint_left_out(deployment, service, warnings);
  lint_port_collision(deployment, service, warnings);
}

}  // namespace hopproof::lint

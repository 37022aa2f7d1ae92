#include "harness/lint/prediction/source_rewriting.hh"

#include "harness/case/iptables/rule_fit.hh"
#include "harness/lint/prediction/static_route.hh"
#include "harness/verdict/director_address.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

bool masquerades(const IptablesItem& item) {
  const bool adds =
      item.rule.verb == IptablesRule::Verb::append || item.rule.verb == IptablesRule::Verb::insert;
  return adds && item.rule.table == "nat" &&
         (item.rule.target == "MASQUERADE" || item.rule.target == "SNAT");
}

PacketShape behind_ipvs(const Node& director, const ConfiguredService& service,
                        const Endpoint& server, const IpAddress& client) {
  PacketShape shape;
  shape.protocol = service.key.protocol();
  shape.source = {client, 0};
  shape.destination = server;
  const auto hop = static_route(director, server.address, client);
  if (hop) shape.out = hop->interface;
  shape.by_ipvs = true;
  if (service.key.kind != ServiceKey::Kind::fwmark) shape.virtual_service = service.key.vip;
  return shape;
}

/// "--to-source 10.0.0.1-10.0.0.9:1000" begins with the address.
std::optional<IpAddress> named_source(const IptablesRule& rule) {
  for (const MatchOption& option : rule.options) {
    if (option.name != "--to-source" || option.values.empty()) continue;
    const std::string& value = option.values.front();
    return IpAddress::parse(value.substr(0, value.find_first_of("-:")));
  }
  return std::nullopt;
}

bool asks_for_ipvs(const IptablesRule& rule) {
  return std::ranges::find(rule.matches, "ipvs", &Match::name) != rule.matches.end();
}

}  // namespace

SourceRewriting source_rewriting(const Node& director, const ConfiguredService& service,
                                 const Endpoint& server, const IpAddress& client) {
  const bool v4 = server.address.is_v4();
  const auto& items = v4 ? director.iptables : director.ip6tables;
  const PacketShape packet = behind_ipvs(director, service, server, client);
  const bool tracked = static_sysctl(director, "net.ipv4.vs.conntrack") == "1";
  SourceRewriting found{std::nullopt, "no masquerade rule applies to it"};
  for (const IptablesItem& item : items) {
    if (!masquerades(item)) continue;
    const std::string name =
        fmt::format("{}.{}.{}", director.name, v4 ? "iptables" : "ip6tables", item.name);
    const RuleFit answer = fit(item.rule, packet);
    if (answer.fit == RuleFit::Fit::fits && tracked) {
      found.source = named_source(item.rule);
      if (!found.source)
        found.source = director_address(director, server.address, {service.key.vip.address});
      return {found.source, name + ", net.ipv4.vs.conntrack = 1"};
    }
    if (answer.fit == RuleFit::Fit::fits)
      return {std::nullopt, name + " has no effect while net.ipv4.vs.conntrack is 0"};
    if (asks_for_ipvs(item.rule))
      found.reason = fmt::format("{}: its term '{}' excludes it", name, answer.term);
  }
  return found;
}

}  // namespace hopproof

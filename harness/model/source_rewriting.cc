#include "harness/model/source_rewriting.hh"

#include "harness/model/routes.hh"

#include <algorithm>
#include <set>

namespace hopproof::model {
namespace {

using Fit = RuleFit::Fit;
using Rewriting = SourceRewriting::Kind;

bool rewrites_source(const IptablesRule& rule) {
  return rule.target == "MASQUERADE" || rule.target == "SNAT";
}

/// "--to-source 10.0.0.1-10.0.0.9:1000" begins with the address.
std::optional<IpAddress> named_source(const IptablesRule& rule) {
  const auto option = std::ranges::find(rule.options, "--to-source", &MatchOption::name);
  if (option == rule.options.end() || option->values.empty()) return std::nullopt;
  const std::string& value = option->values.front();
  if (const auto endpoint = Endpoint::parse(value)) return endpoint->address;
  const std::string first = value.substr(0, value.find('-'));
  if (auto address = IpAddress::parse(first)) return address;
  return IpAddress::parse(first.substr(0, first.find(':')));
}

void collect(const RuleSet& rules, const std::string& chain, std::set<std::string>& seen,
             std::vector<PlacedRule>& found) {
  if (!seen.insert(chain).second) return;
  for (const PlacedRule& placed : rules.rules("nat", chain)) {
    if (rewrites_source(*placed.rule)) found.push_back(placed);
    if (rules.has_chain("nat", placed.rule->target))
      collect(rules, placed.rule->target, seen, found);
  }
}

/// What a rule that takes the packet, or may, or is meant for it, makes of it.
SourceRewriting of_rule(Rewriting kind, const TriedRule& tried) {
  const bool meant = kind != Rewriting::excluded;
  return {kind, tried.rule, tried.fit.term, meant ? named_source(*tried.rule.rule) : std::nullopt};
}

}  // namespace

SourceRewriting source_rewriting(const RuleSet& rules, const PacketShape& packet, bool tracked) {
  const ChainWalk walked = walk(rules, "nat", "POSTROUTING", packet);
  SourceRewriting excluded;
  for (const TriedRule& tried : walked.tried) {
    const IptablesRule& rule = *tried.rule.rule;
    if (tried.fit.fit == Fit::excluded) {
      const bool meant = rewrites_source(rule) || rules.has_chain("nat", rule.target);
      if (meant && asks_for_ipvs(rule)) excluded = of_rule(Rewriting::excluded, tried);
      continue;
    }
    if (!rewrites_source(rule)) continue;
    if (!tracked) return of_rule(Rewriting::untracked, tried);
    const bool certain = tried.fit.fit == Fit::fits && tried.sure;
    return of_rule(certain ? Rewriting::rewritten : Rewriting::unknown, tried);
  }
  return excluded;
}

SourceRewriting source_rewriting(const Node& director, const PacketShape& packet) {
  const RuleSet rules = configured_rules(director, packet.destination.address.family());
  const bool tracked = tracks_connections(director);
  PacketShape seen = packet;
  if (seen.state.empty()) seen.state = "NEW";  // as it would be, were it tracked
  SourceRewriting found = source_rewriting(rules, seen, tracked);
  if (found.rule && found.rule->rule->target == "MASQUERADE")
    found.source = Routes(director).masquerade_source(packet.destination.address);
  return found;
}

std::vector<PlacedRule> source_rules(const RuleSet& rules) {
  std::vector<PlacedRule> found;
  std::set<std::string> seen;
  collect(rules, "POSTROUTING", seen, found);
  return found;
}

bool tracks_connections(const Node& director) { return Sysctls(director).tracks_ipvs(); }

PacketShape request_behind_ipvs(const Node& director, const ServiceKey& service,
                                const Endpoint& server, Forwarding method, const Endpoint& client) {
  PacketShape packet;
  packet.protocol = service.protocol();
  packet.source = client;
  packet.destination = server;
  packet.out = Routes(director).sent(server.address).output();
  packet.by_ipvs = true;
  packet.method = method;
  if (service.kind != ServiceKey::Kind::fwmark) packet.virtual_service = service.vip;
  return packet;
}

}  // namespace hopproof::model

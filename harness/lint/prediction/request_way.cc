#include "harness/lint/prediction/request_way.hh"

#include "harness/base/protocol.hh"
#include "harness/model/filters.hh"
#include "harness/model/ownership.hh"
#include "harness/model/routes.hh"
#include "harness/model/rule_set.hh"
#include "harness/model/way.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof::lint {
namespace {

/// Where a way ends that does not come where it should.
std::string where_it_ends(const model::Way& way, const IpAddress& destination) {
  const std::string& name = way.stands_at().name;
  if (way.end == model::Way::End::unclaimed)
    return fmt::format("nobody answers {} for the next hop to {}", name, destination.text());
  if (!way.last.sysctl.empty())
    return fmt::format("{} at {} stops what goes to {}", way.last.sysctl, name, destination.text());
  return fmt::format("what goes to {} ends at {}", destination.text(), name);
}

bool translates(const IptablesRule& rule) {
  constexpr std::array<std::string_view, 3> targets{"DNAT", "REDIRECT", "NETMAP"};
  return std::ranges::find(targets, rule.target) != targets.end();
}

bool drops(const IptablesRule& rule) { return rule.target == "DROP" || rule.target == "REJECT"; }

/// NOTRACK, CT: what is not tracked is not translated.
bool untracks(const IptablesRule& rule) { return rule.target == "NOTRACK" || rule.target == "CT"; }

/// The first item of a node that may stop or turn a packet.
std::string deciding_item(const Node& node, Family family) {
  for (const IptablesItem& item : model::rule_items(node, family)) {
    if (!drops(item.rule) && !translates(item.rule) && !untracks(item.rule)) continue;
    return fmt::format("{}.{}.{}", node.name, family == Family::v4 ? "iptables" : "ip6tables",
                       item.name);
  }
  return node.nftables.empty() ? "" : node.name + ".nftables";
}

bool has_command_before_a_probe(const Case& deployment) {
  return !deployment.steps.empty() &&
         std::holds_alternative<NodeCommand>(deployment.steps.front().action);
}

bool is_known(const ServiceClient& client) {
  return client.protocol != protocol::any && !client.target.address.is_unspecified();
}

/// What arrives may be another address than the one that was asked for.
bool may_be_translated(const Case& deployment, Family family) {
  return std::ranges::any_of(deployment.nodes, [&](const Node& node) {
    return std::ranges::any_of(model::rule_items(node, family),
                               [](const IptablesItem& item) { return translates(item.rule); });
  });
}

/// The mark that the director's rules give the request.
bool has_mark(const model::Service& service, const ServiceClient& client) {
  const model::PacketShape packet =
      model::packet_between(client.protocol, {client.address, 0}, client.target);
  const bool own = client.node == service.director;
  const auto answer =
      model::filter(model::configured_rules(*service.director, service.key.family),
                    {{own ? model::Hook::output : model::Hook::prerouting, packet}});
  return answer.mark == service.key.mark;
}

}  // namespace

bool is_asked(const model::Service& service, const ServiceClient& client) {
  const Endpoint& vip = service.key.vip;
  return service.is_marked() || !is_known(client) ||
         (service.key.protocol() == client.protocol && vip.address == client.target.address &&
          (vip.port == 0 || vip.port == client.target.port));
}

std::string request_obstacle(const Case& deployment, const model::Service& service,
                             const ServiceClient& client) {
  if (!is_known(client) || may_be_translated(deployment, service.key.family)) return "";
  const Node& director = *service.director;
  if (!is_asked(service, client))
    return fmt::format("it asks for {} {}", protocol::name(client.protocol), client.target.text());
  const model::Way way =
      model::way_of(deployment, *client.node, client.target.address, client.address, &director);
  if (way.end != model::Way::End::reaches) return where_it_ends(way, client.target.address);
  const bool own = model::Routes(director).sent(client.target.address).is_local();
  if (!own)
    return fmt::format("{} is no address of {}", client.target.address.text(), director.name);
  if (client.node != &director && director.owns(client.address))
    return fmt::format("{} is an address of {}, too", client.address.text(), director.name);
  if (client.node != &director && !way.last.is_local())
    return where_it_ends(way, client.target.address);
  return "";
}

std::string delivery_obstacle(const Case& deployment, const Node& director, const Node& server,
                              const IpAddress& rip, const IpAddress& seen) {
  const model::Way way = model::way_of(deployment, director, rip, std::nullopt, &server);
  if (way.end != model::Way::End::reaches) return where_it_ends(way, rip);
  model::RouteQuery request;
  request.destination = rip;
  request.source = seen;
  request.input = way.input;
  const model::RouteDecision taken = model::Routes(server).received(request);
  if (taken.is_local()) return "";
  return fmt::format("{} does not take a packet from {}", server.name, seen.text());
}

std::string return_obstacle(const Case& deployment, const Node& director,
                            const ServiceClient& client) {
  if (client.node == &director) return "";
  const model::Way way =
      model::way_of(deployment, director, client.address, std::nullopt, client.node);
  return way.end == model::Way::End::reaches ? "" : where_it_ends(way, client.address);
}

std::string undecided(const Case& deployment, const model::Service& service,
                      const ServiceClient& client) {
  if (has_command_before_a_probe(deployment)) return "the commands before it";
  for (const IpAddress& address : {client.address, client.target.address}) {
    if (!address.is_unspecified() && model::owners(deployment, address).size() > 1)
      return fmt::format("who of several nodes has {}", address.text());
  }
  for (const Node& node : deployment.nodes) {
    const std::string item = deciding_item(node, service.key.family);
    if (!item.empty()) return item;
  }
  if (service.is_marked() && !has_mark(service, client))
    return fmt::format("whether it gets mark {}", service.key.mark);
  if (service.options.one_packet) return "one-packet scheduling, which leaves answers as they are,";
  return "";
}

}  // namespace hopproof::lint

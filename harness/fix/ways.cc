#include "harness/fix/candidates.hh"
#include "harness/model/way.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::fix {
namespace {

/// Where a probe wants to go, and who sends it.
struct Journey {
  const Node* client;
  IpAddress target;
};

std::vector<Journey> journeys(const Case& whole) {
  std::vector<Journey> all;
  for (const Step& step : whole.steps) {
    const auto* probe = std::get_if<Probe>(&step.action);
    if (probe == nullptr || probe->target().address.is_unspecified()) continue;
    for (const std::string& from : probe->from)
      all.push_back({whole.find_node(from), probe->target().address});
  }
  for (const model::Service& service : model::configured_services(whole)) {
    for (const lint::LintClient& client : lint::lint_clients(whole, service))
      if (!service.is_marked()) all.push_back({client.node, service.key.vip.address});
  }
  return all;
}

/// The address of `there` that `here` can reach without a gateway; nullopt: they share no network.
std::optional<IpAddress> neighbour_address(const Node& here, const Node& there, Family family) {
  for (const Interface& own : here.interfaces) {
    const Interface* theirs = own.network.empty() ? nullptr : there.interface_on(own.network);
    if (theirs == nullptr) continue;
    for (const InterfaceAddress& address : theirs->addresses) {
      if (address.cidr.address.family() != family) continue;
      const bool on_link = std::ranges::any_of(own.addresses, [&](const InterfaceAddress& mine) {
        return mine.cidr.contains(address.cidr.address);
      });
      if (on_link) return address.cidr.address;
    }
  }
  return std::nullopt;
}

/// Whom a client may ask to forward to `target`: a director, else a neighbour that knows a way.
std::optional<IpAddress> gateway_to(const Case& whole, const Node& client,
                                    const IpAddress& target) {
  for (const Node* director : whole.directors()) {
    const auto gateway = neighbour_address(client, *director, target.family());
    if (gateway && director != &client) return gateway;
  }
  for (const Node& node : whole.nodes) {
    if (&node == &client || node.interfaces.size() < 2) continue;
    const auto gateway = neighbour_address(client, node, target.family());
    if (gateway && model::Routes(node).sent(target).error == 0) return gateway;
  }
  return std::nullopt;
}

void add_client_routes(const FixScene& scene, Candidates& found) {
  for (const Journey& journey : journeys(scene.whole)) {
    const Node& client = *journey.client;
    if (model::Routes(client).sent(journey.target).error == 0) continue;
    const auto gateway = gateway_to(scene.whole, client, journey.target);
    if (!gateway) continue;
    const std::string text = fmt::format("{} via {}", journey.target.text(), gateway->text());
    found.push_back(
        {fmt::format("a route to {} on {}", journey.target.text(), client.name),
         {add_route(client, "to-vip", text, "only for this client; others need it too")},
         1});
  }
}

void add_vip(const FixScene& scene, Candidates& found) {
  for (const model::Service& service : scene.services) {
    if (service.is_marked()) continue;
    const IpAddress& vip = service.key.vip.address;
    if (model::Routes(*service.director).sent(vip).is_local()) continue;
    const std::string address = fmt::format("{}/{}", vip.text(), vip.max_prefix());
    found.push_back({fmt::format("{} on {}", vip.text(), service.director->name),
                     {add_address(*service.director, address,
                                  "the director then answers ARP for it, and its other ports are "
                                  "those of the director itself")},
                     1});
  }
}

/// A server of a service that a client's connections may be sent to.
struct Server {
  const model::Service* service;
  const Node* node;
  IpAddress rip;
};

std::vector<Server> servers_of(const FixScene& scene) {
  std::vector<Server> servers;
  for (const model::Service& service : scene.services) {
    for (const RealServer& line : service.servers) {
      const IpAddress& rip = line.address.address;
      const Node* node = scene.whole.owner(rip);
      if (node == nullptr || node == service.director) continue;
      const bool known = std::ranges::any_of(
          servers, [&](const Server& one) { return one.node == node && one.rip == rip; });
      if (!known) servers.push_back({&service, node, rip});
    }
  }
  return servers;
}

bool has_route_to(const Node& node, const IpAddress& address) {
  return model::Routes(node).fib().has({address, address.max_prefix()});
}

/// A host route on each server that answers its client past the director.
void add_host_routes(const FixScene& scene, const std::vector<Server>& servers, Candidates& found) {
  Candidate routes{"return routes through the director on the servers", {}, 2};
  for (const Server& server : servers) {
    const Node& director = *server.service->director;
    const auto dip = neighbour_address(*server.node, director, server.rip.family());
    if (!dip) continue;
    for (const lint::LintClient& client : lint::lint_clients(scene.whole, *server.service)) {
      const IpAddress& cip = client.address;
      if (client.node == server.node || client.node == &director) continue;
      if (model::goes_through(scene.whole, *server.node, cip, server.rip, director)) continue;
      if (has_route_to(*server.node, cip)) continue;
      routes.changes.push_back(
          add_route(*server.node, "to-" + client.node->name,
                    fmt::format("{} via {}", cip.text(), dip->text()),
                    fmt::format("everything that {} sends to {} goes through {}", server.node->name,
                                cip.text(), director.name)));
    }
  }
  found.push_back(std::move(routes));
}

bool has_default_route(const Node& node, Family family) {
  return model::Routes(node).fib().has({IpAddress::any(family), 0});
}

/// The classic: the director as default gateway of each server without one.
void add_default_routes(const std::vector<Server>& servers, Candidates& found) {
  Candidate routes{"the director as the servers' default gateway", {}, 1};
  std::vector<const Node*> done;
  for (const Server& server : servers) {
    const auto dip =
        neighbour_address(*server.node, *server.service->director, server.rip.family());
    const bool again = std::ranges::find(done, server.node) != done.end();
    if (!dip || again || has_default_route(*server.node, server.rip.family())) continue;
    done.push_back(server.node);
    routes.changes.push_back(
        add_route(*server.node, "gateway", "default via " + dip->text(),
                  fmt::format("everything that {} sends outside goes through {}", server.node->name,
                              server.service->director->name)));
  }
  found.push_back(std::move(routes));
}

/// Where a server has several ways out: what is sent from RIP goes through the director.
void add_policy_routes(const std::vector<Server>& servers, Candidates& found) {
  Candidate routes{"policy routing on the servers: from RIP through the director", {}, 2};
  std::vector<const Node*> done;
  for (const Server& server : servers) {
    const Node& node = *server.node;
    const auto dip = neighbour_address(node, *server.service->director, server.rip.family());
    const bool one_way_out = node.interfaces.size() < 2;
    if (!dip || one_way_out || std::ranges::find(done, &node) != done.end()) continue;
    done.push_back(&node);
    routes.changes.push_back(add_policy_rule(node, "from-rip",
                                             fmt::format("from {} lookup 100", server.rip.text()),
                                             "only what it sends from this address"));
    routes.changes.push_back(
        add_route(node, "back", fmt::format("default via {} table 100", dip->text()), ""));
  }
  found.push_back(std::move(routes));
}

}  // namespace

void add_ways_to_vip(const FixScene& scene, Candidates& found) {
  add_client_routes(scene, found);
  add_vip(scene, found);
}

void add_ways_back(const FixScene& scene, Candidates& found) {
  const std::vector<Server> servers = servers_of(scene);
  add_host_routes(scene, servers, found);
  add_default_routes(servers, found);
  add_policy_routes(servers, found);
}

}  // namespace hopproof::fix

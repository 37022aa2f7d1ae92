#include "harness/lint/lint_masquerade.hh"
#include "harness/model/routes.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::lint {
namespace {

/// A server of a service and a client of it, both nodes of the case and no directors.
struct Pair {
  const RealServer* server;
  const Node* owner;
  LintClient client;

  const IpAddress& address() const { return server->address.address; }
};

/// The way of what a server answers a client, from RIP.
model::RouteDecision answer_to(const IpAddress& cip, const Pair& pair) {
  return model::Routes(*pair.owner).sent(cip, pair.address());
}

std::vector<Pair> pairs_of(const Case& deployment, const model::Service& service) {
  std::vector<Pair> pairs;
  for (const RealServer& server : service.servers) {
    const Node* owner = deployment.owner(server.address.address);
    const bool masqueraded = server.options.forwarding == Forwarding::masquerade;
    if (!masqueraded || owner == nullptr || owner == service.director) continue;
    for (const LintClient& client : lint_clients(deployment, service)) {
      if (client.node == owner || client.node == service.director) continue;
      if (!may_be_masqueraded(service, server, client.address))
        pairs.push_back({&server, owner, client});
    }
  }
  return pairs;
}

Place place_of(const Node& node, const IpAddress& address) {
  for (const Interface& interface : node.interfaces) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (own.cidr.address == address) return own.place;
    }
  }
  return node.place;
}

Place place_of_item(const Node& node, const std::string& path) {
  const auto found = std::ranges::find_if(node.routes, [&](const RouteItem& item) {
    return path == fmt::format("{}.routes.{}", node.name, item.name);
  });
  return found == node.routes.end() ? node.place : found->place;
}

std::string own_address(const Node& director, const std::string& interface, Family family) {
  const Interface* link = director.find_interface(interface);
  if (link == nullptr) return "DIRECTOR";
  for (const InterfaceAddress& own : link->addresses) {
    if (own.cidr.address.family() == family) return own.cidr.address.text();
  }
  return "DIRECTOR";
}

/// The client of one-arm NAT: servers reach it without the director. One warning for each client.
void lint_among_servers(const model::Service& service, const std::vector<Pair>& pairs,
                        Warnings& warnings) {
  std::vector<IpAddress> said;
  for (const Pair& pair : pairs) {
    const IpAddress& cip = pair.client.address;
    const auto way = answer_to(cip, pair);
    if (!way.leaves() || way.via || std::ranges::find(said, cip) != said.end()) continue;
    said.push_back(cip);
    const auto to_server = model::Routes(*service.director).sent(pair.address());
    const std::string dip = own_address(*service.director, to_server.interface, cip.family());
    warnings.push_back(
        {"client-among-servers",
         fmt::format("{} {} is on a network of {}, which answers it directly from {}: the reply "
                     "bypasses {}",
                     pair.client.node->name, cip.text(), pair.owner->name,
                     pair.server->address.text(), service.director->name),
         fmt::format("on each server: ip route add {} via {} (and no ICMP redirects from {}); or "
                     "masquerade on {}, with net.ipv4.vs.conntrack=1",
                     cip.text(), dip, service.director->name, service.director->name),
         place_of(*pair.client.node, cip)});
  }
}

/// A return route through a director whose redirects show the server the shorter way.
void lint_redirects(const model::Service& service, const std::vector<Pair>& pairs,
                    Warnings& warnings) {
  const Node& director = *service.director;
  const model::Routes routes(director);
  for (const Pair& pair : pairs) {
    const IpAddress& cip = pair.client.address;
    const auto back = answer_to(cip, pair);
    if (!back.via || !director.owns(*back.via)) continue;
    const auto out = routes.sent(cip);
    const auto in = routes.sent(pair.address());
    if (!out.leaves() || !in.leaves() || out.via || out.interface != in.interface) continue;
    if (!cip.is_v4() || routes.sysctls().at(out.interface, "send_redirects") == 0) continue;
    warnings.push_back(
        {"redirects-undo-return-route",
         fmt::format("{} forwards {}'s replies out of {}, where they came in, and sends ICMP "
                     "redirects: a server that takes them answers {} directly",
                     director.name, pair.owner->name, out.interface, cip.text()),
         fmt::format("on {}: sysctl -w net.ipv4.conf.all.send_redirects=0 "
                     "net.ipv4.conf.{}.send_redirects=0 (both: the kernel combines them with OR)",
                     director.name, out.interface),
         place_of_item(*pair.owner, back.item)});
  }
}

}  // namespace

void lint_return_way(const Case& deployment, const model::Service& service, Warnings& warnings) {
  const std::vector<Pair> pairs = pairs_of(deployment, service);
  lint_among_servers(service, pairs, warnings);
  lint_redirects(service, pairs, warnings);
}

}  // namespace hopproof::lint

#include "harness/lint/prediction/prediction.hh"

#include "harness/base/protocol.hh"
#include "harness/lint/prediction/source_rewriting.hh"
#include "harness/lint/prediction/static_route.hh"
#include "harness/verdict/services.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof {
namespace {

/// The nodes that probe, each with an address of the service's family.
struct Client {
  const Node* node = nullptr;
  IpAddress address;
};

std::optional<IpAddress> address_of(const Node& node, Family family) {
  for (const Interface& interface : node.interfaces) {
    if (interface.network.empty()) continue;
    for (const InterfaceAddress& own : interface.addresses) {
      if (own.cidr.address.family() == family) return own.cidr.address;
    }
  }
  return std::nullopt;
}

std::vector<Client> clients_of(const Case& deployment, Family family) {
  std::vector<Client> clients;
  for (const Step& step : deployment.steps) {
    const auto* probe = std::get_if<Probe>(&step.action);
    if (!probe) continue;
    for (const std::string& name : probe->from) {
      const Node* node = deployment.find_node(name);
      const auto known = std::ranges::find(clients, node, &Client::node);
      const auto address = node ? address_of(*node, family) : std::nullopt;
      if (address && known == clients.end()) clients.push_back({node, *address});
    }
  }
  return clients;
}

/// A mark is for every protocol.
bool listens(const Node& server, uint8_t protocol, uint16_t port) {
  return !server.run.empty() || std::ranges::any_of(server.serves, [&](const Serve& serve) {
    return serve.port == port && (protocol == protocol::any || serve.transport() == protocol);
  });
}

class ServicePrediction {
 public:
  ServicePrediction(const Case& deployment, const ConfiguredService& service)
      : deployment_(deployment),
        service_(service),
        director_(*deployment.find_node(service.director)) {}

  std::string sentence() const {
    std::string text = fmt::format("{} on {}: ", service_.key.text(), director_.name);
    if (service_.servers.empty()) return text + "it has no server, so every request is refused";
    if (std::ranges::none_of(service_.servers, is_masquerade))
      return text +
             "the servers see the client's own address and the VIP, and answer it themselves";
    const auto clients = clients_of(deployment_, family());
    if (clients.empty()) return text + "no client asks";
    return text + sources(clients) + "; " + answers(clients) + "; " + chains();
  }

 private:
  static bool is_masquerade(const ConfiguredServer& server) {
    return server.forwarding == Forwarding::masquerade;
  }

  Family family() const { return service_.servers.front().address.address.family(); }

  SourceRewriting rewriting(const Endpoint& server, const Client& client) const {
    return source_rewriting(director_, service_, server, client.address);
  }

  /// One clause for clients that are treated alike.
  std::string sources(const std::vector<Client>& clients) const {
    std::vector<std::string> clauses;
    std::vector<std::string> known;
    for (const Client& client : clients) {
      const SourceRewriting found = rewriting(service_.servers.front().address, client);
      const std::string what =
          found.source
              ? fmt::format("{} instead of the client ({})", found.source->text(), found.reason)
              : fmt::format("the client's own address ({})", found.reason);
      if (std::ranges::find(known, what) != known.end()) continue;
      known.push_back(what);
      clauses.push_back(fmt::format("the servers will see {}", what));
    }
    return fmt::format("{}", fmt::join(clauses, ", or "));
  }

  /// "" when the server will answer; else why not. nullopt: static analysis cannot decide.
  std::optional<std::string> obstacle(const ConfiguredServer& server, const Client& client) const {
    const Node* node = deployment_.owner(server.address.address);
    if (!node) return std::nullopt;
    const uint16_t port = server.address.port != 0 ? server.address.port : service_.key.vip.port;
    if (!listens(*node, service_.key.protocol(), port))
      return fmt::format("nothing listens on port {}", port);
    if (node->name == director_.name || client.node->name == director_.name) return "";
    const SourceRewriting found = rewriting(server.address, client);
    const IpAddress seen = found.source.value_or(client.address);
    if (node == client.node && !found.source) return "its request would be scheduled to itself";
    const StaticWay way =
        static_way(deployment_, *node, seen, server.address.address, director_.name);
    if (way.end == StaticWay::End::no_route)
      return fmt::format("{} has no route to {}", way.node, seen.text());
    if (way.end != StaticWay::End::passes_director)
      return fmt::format("its answer does not pass {}", director_.name);
    const char* forwarding = seen.is_v4() ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding";
    return static_sysctl(director_, forwarding) == "1" ? "" : fmt::format("{} is 0", forwarding);
  }

  std::string answers(const std::vector<Client>& clients) const {
    std::vector<std::string> clauses;
    for (const Client& client : clients) clauses.push_back(answers_to(client));
    return fmt::format("{}", fmt::join(clauses, ", "));
  }

  std::string answers_to(const Client& client) const {
    std::vector<std::string> failing;
    int good = 0, unknown = 0;
    for (const ConfiguredServer& server : service_.servers) {
      const auto why = obstacle(server, client);
      const Node* node = deployment_.owner(server.address.address);
      if (!why) ++unknown;
      if (why && why->empty()) ++good;
      if (why && !why->empty()) failing.push_back(fmt::format("{}: {}", node->name, *why));
    }
    std::string text = fmt::format("{} of {} servers will answer {}", good, service_.servers.size(),
                                   client.node->name);
    if (!failing.empty()) text += fmt::format(" ({})", fmt::join(failing, ", "));
    if (unknown > 0) text += fmt::format(" ({} not in this case)", unknown);
    return text;
  }

  std::string chains() const {
    const bool by_mark = service_.key.kind == ServiceKey::Kind::fwmark;
    const std::string vip = by_mark ? "VIP" : service_.key.vip.text();
    const uint16_t port = service_.servers.front().address.port;
    const std::string rip = port == 0 ? "RIP" : fmt::format("RIP:{}", port);
    return fmt::format("INPUT sees CIP > {}, POSTROUTING CIP > {}, FORWARD {} > CIP", vip, rip,
                       rip);
  }

  const Case& deployment_;
  const ConfiguredService& service_;
  const Node& director_;
};

}  // namespace

std::vector<std::string> predictions(const Case& deployment) {
  std::vector<std::string> sentences;
  for (const ConfiguredService& service : configured_services(deployment)) {
    if (deployment.find_node(service.director))
      sentences.push_back(ServicePrediction(deployment, service).sentence());
  }
  return sentences;
}

}  // namespace hopproof

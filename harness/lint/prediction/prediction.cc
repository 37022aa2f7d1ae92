#include "harness/lint/prediction/prediction.hh"

#include "harness/base/protocol.hh"
#include "harness/model/services.hh"
#include "harness/model/source_rewriting.hh"
#include "harness/model/way.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::lint {
namespace {

/// The nodes that probe, each with an address of the service's family, and what it asks for.
struct Client {
  const Node* node = nullptr;
  IpAddress address;
  uint8_t protocol = 0;
  uint16_t port = 0;
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
      if (address && known == clients.end())
        clients.push_back({node, *address, probe->transport(), probe->target().port});
    }
  }
  return clients;
}

/// A mark is for every protocol; port 0: it is not known which one a client asks for.
bool listens(const Node& server, uint8_t protocol, uint16_t port) {
  return !server.run.empty() || std::ranges::any_of(server.serves, [&](const Serve& serve) {
    return (port == 0 || serve.port == port) &&
           (protocol == protocol::any || serve.transport() == protocol);
  });
}

class ServicePrediction {
 public:
  ServicePrediction(const Case& deployment, const model::Service& service)
      : deployment_(deployment), service_(service), director_(*service.director) {}

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
  static bool is_rewritten(const model::SourceRewriting& found) {
    return found.kind == model::SourceRewriting::Kind::rewritten && found.source.has_value();
  }

  static bool is_masquerade(const RealServer& server) {
    return server.options.forwarding == Forwarding::masquerade;
  }

  Family family() const { return service_.servers.front().address.address.family(); }

  model::SourceRewriting rewriting(const RealServer& server, const Client& client) const {
    model::PacketShape request = model::request_behind_ipvs(
        director_, service_.key, {server.address.address, server.port_for(asked_port(client))},
        server.options.forwarding, {client.address, 0});
    if (service_.is_marked()) request.protocol = client.protocol;
    return model::source_rewriting(director_, request);
  }

  /// A mark is for the port that is asked for.
  uint16_t asked_port(const Client& client) const {
    return service_.key.vip.port != 0 ? service_.key.vip.port : client.port;
  }

  std::string reason(const model::SourceRewriting& found) const {
    using Kind = model::SourceRewriting::Kind;
    if (found.kind == Kind::none) return "no masquerade rule applies to it";
    const auto& items = model::rule_items(director_, family());
    const std::string name =
        fmt::format("{}.{}.{}", director_.name, family() == Family::v4 ? "iptables" : "ip6tables",
                    items[found.rule->line].name);
    if (found.kind == Kind::untracked)
      return name + " has no effect while net.ipv4.vs.conntrack is 0";
    if (found.kind == Kind::excluded)
      return fmt::format("{}: its term '{}' excludes it", name, found.term);
    if (found.kind == Kind::unknown)
      return fmt::format("unless {} rewrites it: its term '{}' decides", name, found.term);
    return name + ", net.ipv4.vs.conntrack = 1";
  }

  /// One clause for clients that are treated alike.
  std::string sources(const std::vector<Client>& clients) const {
    std::vector<std::string> clauses;
    std::vector<std::string> known;
    for (const Client& client : clients) {
      const model::SourceRewriting found = rewriting(service_.servers.front(), client);
      const std::string what =
          is_rewritten(found)
              ? fmt::format("{} instead of the client ({})", found.source->text(), reason(found))
              : fmt::format("the client's own address ({})", reason(found));
      if (std::ranges::find(known, what) != known.end()) continue;
      known.push_back(what);
      clauses.push_back(fmt::format("the servers will see {}", what));
    }
    return fmt::format("{}", fmt::join(clauses, ", or "));
  }

  /// "" when the server will answer; else why not. nullopt: static analysis cannot decide.
  std::optional<std::string> obstacle(const RealServer& server, const Client& client) const {
    const Node* node = deployment_.owner(server.address.address);
    if (!node) return std::nullopt;
    const uint16_t port = server.port_for(asked_port(client));
    if (!listens(*node, service_.is_marked() ? client.protocol : service_.key.protocol(), port))
      return fmt::format("nothing listens on port {}", port);
    if (node->name == director_.name || client.node->name == director_.name) return "";
    const model::SourceRewriting found = rewriting(server, client);
    const IpAddress seen = is_rewritten(found) ? *found.source : client.address;
    if (node == client.node && !is_rewritten(found))
      return "its request would be scheduled to itself";
    return obstacle_on_way(
        model::way_of(deployment_, *node, seen, server.address.address, &director_), seen);
  }

  /// Of an answer to `seen`, the address that the server was asked from.
  std::string obstacle_on_way(const model::Way& way, const IpAddress& seen) const {
    using End = model::Way::End;
    const std::string& name = way.stands_at().name;
    if (way.end == End::stopped && !way.last.item.empty())
      return fmt::format("{} refuses what goes to {}", way.last.item, seen.text());
    if (way.end == End::stopped && way.last.kind == model::RouteDecision::Kind::no_route)
      return fmt::format("{} has no route to {}", name, seen.text());
    if (way.end != End::reaches) return fmt::format("its answer does not pass {}", director_.name);
    const model::Sysctls sysctls(director_);
    if (sysctls.forwards(seen.family(), way.input)) return "";
    return sysctls.forwarding_name(seen.family(), way.input) + " is 0";
  }

  std::string answers(const std::vector<Client>& clients) const {
    std::vector<std::string> clauses;
    for (const Client& client : clients) clauses.push_back(answers_to(client));
    return fmt::format("{}", fmt::join(clauses, ", "));
  }

  std::string answers_to(const Client& client) const {
    std::vector<std::string> failing;
    int good = 0, unknown = 0;
    for (const RealServer& server : service_.servers) {
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
    const std::string vip = service_.is_marked() ? "VIP" : service_.key.vip.text();
    const uint16_t port = service_.servers.front().address.port;
    const std::string rip = port == 0 ? "RIP" : fmt::format("RIP:{}", port);
    return fmt::format("INPUT sees CIP > {}, POSTROUTING CIP > {}, FORWARD {} > CIP", vip, rip,
                       rip);
  }

  const Case& deployment_;
  const model::Service& service_;
  const Node& director_;
};

}  // namespace

std::vector<std::string> predictions(const Case& deployment) {
  std::vector<std::string> sentences;
  for (const model::Service& service : model::configured_services(deployment))
    sentences.push_back(ServicePrediction(deployment, service).sentence());
  return sentences;
}

}  // namespace hopproof::lint

#include "harness/lint/prediction/prediction.hh"

#include "harness/base/protocol.hh"
#include "harness/lint/prediction/request_way.hh"
#include "harness/model/routes.hh"
#include "harness/model/services.hh"
#include "harness/model/source_rewriting.hh"
#include "harness/model/way.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::lint {
namespace {

std::optional<IpAddress> address_of(const Node& node, Family family) {
  for (const Interface& interface : node.interfaces) {
    if (interface.network.empty()) continue;
    for (const InterfaceAddress& own : interface.addresses) {
      if (own.cidr.address.family() == family) return own.cidr.address;
    }
  }
  return std::nullopt;
}

/// What it asks from: what the probe names, what the way there gives it, else its first address.
std::optional<IpAddress> address_from(const Node& node, const Probe& probe, Family family) {
  if (probe.source) return probe.source;
  const IpAddress target = probe.target().address;
  if (target.is_unspecified() || target.family() != family) return address_of(node, family);
  const auto source = model::Routes(node).sent(target).source;
  return source ? source : address_of(node, family);
}

std::vector<ServiceClient> all_clients(const Case& deployment, Family family) {
  std::vector<ServiceClient> clients;
  for (const Step& step : deployment.steps) {
    const auto* probe = std::get_if<Probe>(&step.action);
    if (!probe) continue;
    for (const std::string& name : probe->from) {
      const Node* node = deployment.find_node(name);
      const Endpoint target = probe->target();
      const auto known = std::ranges::find_if(clients, [&](const ServiceClient& one) {
        return one.node == node && one.target == target;
      });
      const auto address = address_from(*node, *probe, family);
      if (address && known == clients.end())
        clients.push_back({node, *address, probe->transport(), target});
    }
  }
  return clients;
}

/// Who asks this service; where nobody does, those that ask no other one: they may mean it.
std::vector<ServiceClient> clients_of(const Case& deployment, const model::Service& service,
                                      Family family) {
  const auto all = all_clients(deployment, family);
  std::vector<ServiceClient> asking, lost;
  const auto services = model::configured_services(deployment);
  for (const ServiceClient& client : all) {
    if (is_asked(service, client))
      asking.push_back(client);
    else if (std::ranges::none_of(services,
                                  [&](const auto& other) { return is_asked(other, client); }))
      lost.push_back(client);
  }
  return asking.empty() ? lost : asking;
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
    const auto clients = clients_of(deployment_, service_, family());
    if (clients.empty()) return text + "no client asks";
    return text + sources(clients) + "; " + answers(clients) + "; " + chains();
  }

  void add_forecasts(std::vector<Forecast>& found) const {
    if (service_.servers.empty()) {
      found.push_back({service_.key.text(), "", 0, 1, 0});
      return;
    }
    for (const ServiceClient& client : clients_of(deployment_, service_, family())) {
      Forecast one{service_.key.text(), client.node->name};
      for (const RealServer& server : service_.servers) {
        const auto why = obstacle(server, client);
        const bool open = why && why->empty() && !undecided(deployment_, service_, client).empty();
        ++(!why || open ? one.unknown : why->empty() ? one.answer : one.fail);
      }
      found.push_back(std::move(one));
    }
  }

 private:
  static bool is_rewritten(const model::SourceRewriting& found) {
    return found.kind == model::SourceRewriting::Kind::rewritten && found.source.has_value();
  }

  static bool is_masquerade(const RealServer& server) {
    return server.options.forwarding == Forwarding::masquerade;
  }

  Family family() const { return service_.servers.front().address.address.family(); }

  model::SourceRewriting rewriting(const RealServer& server, const ServiceClient& client) const {
    model::PacketShape request = model::request_behind_ipvs(
        director_, service_.key, {server.address.address, server.port_for(asked_port(client))},
        server.options.forwarding, {client.address, 0});
    if (service_.is_marked()) request.protocol = client.protocol;
    return model::source_rewriting(director_, request);
  }

  /// A mark is for the port that is asked for.
  uint16_t asked_port(const ServiceClient& client) const {
    return service_.key.vip.port != 0 ? service_.key.vip.port : client.target.port;
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
  std::string sources(const std::vector<ServiceClient>& clients) const {
    std::vector<std::string> clauses;
    std::vector<std::string> known;
    for (const ServiceClient& client : clients) {
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
  std::optional<std::string> obstacle(const RealServer& server, const ServiceClient& client) const {
    const Node* node = deployment_.owner(server.address.address);
    if (!node) return std::nullopt;
    const std::string before = request_obstacle(deployment_, service_, client);
    if (!before.empty()) return before;
    if (server.options.weight == 0) return "its weight is 0";
    const uint16_t port = server.port_for(asked_port(client));
    if (!listens(*node, service_.is_marked() ? client.protocol : service_.key.protocol(), port))
      return fmt::format("nothing listens on port {}", port);
    if (node->name == director_.name || client.node->name == director_.name) return "";
    const model::SourceRewriting found = rewriting(server, client);
    const IpAddress seen = is_rewritten(found) ? *found.source : client.address;
    if (node == client.node && !is_rewritten(found))
      return "its request would be scheduled to itself";
    const std::string there =
        delivery_obstacle(deployment_, director_, *node, server.address.address, seen);
    if (!there.empty()) return there;
    const std::string back = obstacle_on_way(
        model::way_of(deployment_, *node, seen, server.address.address, &director_), seen);
    return back.empty() ? return_obstacle(deployment_, director_, client) : back;
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

  std::string answers(const std::vector<ServiceClient>& clients) const {
    std::vector<std::string> clauses;
    for (const ServiceClient& client : clients) {
      const std::string clause = answers_to(client);
      if (std::ranges::find(clauses, clause) == clauses.end()) clauses.push_back(clause);
    }
    return fmt::format("{}", fmt::join(clauses, ", "));
  }

  std::string answers_to(const ServiceClient& client) const {
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
    const std::string condition = undecided(deployment_, service_, client);
    if (good > 0 && !condition.empty())
      text += fmt::format(", unless {} decides otherwise", condition);
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

std::vector<Forecast> forecasts(const Case& deployment) {
  std::vector<Forecast> found;
  for (const model::Service& service : model::configured_services(deployment))
    ServicePrediction(deployment, service).add_forecasts(found);
  return found;
}

}  // namespace hopproof::lint

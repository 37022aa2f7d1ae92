#include "harness/base/protocol.hh"
#include "harness/fix/candidates.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::fix {
namespace {

bool speaks(const Serve& serve, uint8_t protocol) {
  return protocol == protocol::any || serve.transport() == protocol;
}

bool serves(const Node& node, uint16_t port, uint8_t protocol) {
  return std::ranges::any_of(node.serves, [&](const Serve& serve) {
    return serve.port == port && speaks(serve, protocol);
  });
}

/// The one port of this protocol that a node serves; 0: none, or several.
uint16_t only_port(const Node& node, uint8_t protocol) {
  uint16_t port = 0;
  for (const Serve& serve : node.serves) {
    if (!speaks(serve, protocol)) continue;
    if (port != 0) return 0;
    port = serve.port;
  }
  return port;
}

/// An -a or -e line with other words after -r.
std::string changed_text(const IpvsadmCommand& command) {
  std::string text = to_line(command);
  if (command.verb == IpvsadmCommand::Verb::edit_server) text.replace(0, 2, "-e");
  return text;
}

IpvsadmCommand with_port(IpvsadmCommand command, uint16_t port) {
  command.server->port = port;
  return command;
}

/// -r names a port on which no server listens; a mark's server without a port has the one asked
/// for.
void correct_ports(const FixScene& scene, const model::Service& service, Candidates& found) {
  Candidate ports{fmt::format("the servers' own port in {}", service.key.text()), {}, 1};
  for (const RealServer& server : service.servers) {
    const Endpoint& rip = server.address;
    const Node* node = scene.whole.owner(rip.address);
    const uint8_t protocol = service.key.protocol();
    if (node == nullptr || (service.is_marked() && rip.port == 0)) continue;
    if (serves(*node, rip.port, protocol) || server.set != server.line) continue;
    const uint16_t port = only_port(*node, protocol);
    if (port == 0) continue;
    const std::string text = changed_text(with_port(server.line->command, port));
    ports.changes.push_back(replace_ipvs_line(
        *service.director, *server.line, text,
        fmt::format("ipvsadm -d {} -r {} && ipvsadm {}", service.key.text(), rip.text(), text),
        "connections to the old port are forgotten"));
  }
  found.push_back(std::move(ports));
}

void raise_weights(const model::Service& service, Candidates& found) {
  Candidate weights{fmt::format("weight 1 for the servers of {}", service.key.text()), {}, 1};
  for (const RealServer& server : service.servers) {
    if (server.options.weight != 0) continue;
    IpvsadmCommand command = server.set->command;
    command.server_options.weight = 1;
    const std::string text = changed_text(command);
    weights.changes.push_back(replace_ipvs_line(*service.director, *server.set, text,
                                                "ipvsadm -e" + text.substr(text.find(' ')),
                                                "the server takes new connections again"));
  }
  found.push_back(std::move(weights));
}

/// Nodes next to the director that serve, for a service without servers.
void add_servers(const FixScene& scene, const model::Service& service, Candidates& found) {
  if (!service.servers.empty() || service.is_marked()) return;
  Candidate servers{fmt::format("servers for {}", service.key.text()), {}, 2};
  for (const Node& node : scene.whole.nodes) {
    const uint16_t port = only_port(node, service.key.protocol());
    if (&node == service.director || port == 0) continue;
    for (const Interface& interface : node.interfaces) {
      if (interface.network.empty() || interface.addresses.empty()) continue;
      if (service.director->interface_on(interface.network) == nullptr) continue;
      const IpAddress& rip = interface.addresses.front().cidr.address;
      if (rip.family() != service.key.family) continue;
      servers.changes.push_back(add_ipvs_line(
          *service.director, "to-" + node.name,
          fmt::format("-a {} -r {} -m", service.key.text(), Endpoint{rip, port}.text()), ""));
      break;
    }
  }
  found.push_back(std::move(servers));
}

/// A probe asks a port at which there is no service: the one that is there, at that port too.
void add_asked_service(const FixScene& scene, Candidates& found) {
  const auto services = model::configured_services(scene.whole);
  for (const Step& step : scene.whole.steps) {
    const auto* probe = std::get_if<Probe>(&step.action);
    if (probe == nullptr || probe->target().port == 0) continue;
    const auto kind = service_kind(probe->transport());
    if (!kind) continue;
    const bool known = std::ranges::any_of(services, [&](const model::Service& service) {
      return service.is_marked() || is_named_by(service.key, probe->transport(), probe->target());
    });
    const auto like = std::ranges::find_if(services, [&](const model::Service& service) {
      return !service.is_marked() && service.key.family == probe->target().address.family();
    });
    if (known || like == services.end()) continue;
    IpvsadmCommand service = like->line->command;
    service.service = ServiceKey{*kind, probe->target(), 0, probe->target().address.family()};
    Candidate candidate{fmt::format("a service {}", service.service->text()), {}, 2};
    candidate.changes.push_back(add_ipvs_line(*like->director, "asked", to_line(service), ""));
    for (const RealServer& other : like->servers) {
      IpvsadmCommand server = other.line->command;
      server.service = service.service;
      candidate.changes.push_back(
          add_ipvs_line(*like->director, "asked-" + other.line->name, to_line(server), ""));
    }
    found.push_back(std::move(candidate));
  }
}

}  // namespace

void add_service_repairs(const FixScene& scene, Candidates& found) {
  for (const model::Service& service : scene.services) {
    correct_ports(scene, service, found);
    raise_weights(service, found);
    add_servers(scene, service, found);
  }
  add_asked_service(scene, found);
}

}  // namespace hopproof::fix

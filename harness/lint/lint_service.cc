#include "harness/lint/lint_service.hh"

#include "harness/base/protocol.hh"
#include "harness/model/routes.hh"

#include <algorithm>

namespace hopproof::lint {
namespace {

/// A program that names the service in its command line: "curl 10.0.0.1:80", "curl
/// http://10.0.0.1".
bool names(const std::string& command, const Endpoint& vip) {
  const std::string address =
      vip.address.is_v4() ? vip.address.text() : "[" + vip.address.text() + "]";
  constexpr uint16_t http = 80;
  return command.find(vip.text()) != std::string::npos ||
         (vip.port == http && command.find(address) != std::string::npos);
}

bool asks(const Probe& probe, const model::Service& service) {
  if (service.is_marked()) return false;
  if (const auto* run = probe.as<RunProbe>()) return names(run->command, service.key.vip);
  const Endpoint& vip = service.key.vip;
  const Endpoint target = probe.target();
  return probe.transport() != protocol::any && probe.transport() == service.key.protocol() &&
         target.address == vip.address && (vip.port == 0 || vip.port == target.port);
}

/// The address that a node asks from; without a way to the service, the first of its family.
std::optional<IpAddress> source_of(const Node& node, const IpAddress& vip) {
  if (const auto source = model::Routes(node).sent(vip).source) return source;
  for (const Interface& interface : node.interfaces) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (!interface.network.empty() && own.cidr.address.family() == vip.family())
        return own.cidr.address;
    }
  }
  return std::nullopt;
}

void add_client(const Case& deployment, const std::string& name, const Probe& probe,
                const IpAddress& vip, std::vector<LintClient>& clients) {
  const Node* node = deployment.find_node(name);
  const auto address = probe.source ? probe.source : source_of(*node, vip);
  if (!address) return;
  const bool known =
      std::ranges::any_of(clients, [&](const LintClient& one) { return one.address == *address; });
  if (!known) clients.push_back({node, *address});
}

}  // namespace

std::vector<LintClient> lint_clients(const Case& deployment, const model::Service& service) {
  std::vector<LintClient> clients;
  for (const Step& step : deployment.steps) {
    const Probe* probe = std::get_if<Probe>(&step.action);
    if (probe == nullptr || !asks(*probe, service)) continue;
    for (const std::string& from : probe->from)
      add_client(deployment, from, *probe, service.key.vip.address, clients);
  }
  return clients;
}

bool a_step_adds_servers(const Case& deployment, const model::Service& service) {
  const auto tables = model::tables_by_step(deployment, *service.director);
  return std::ranges::any_of(tables, [&](const ServiceTable& table) {
    const VirtualService* found = table.find(service.key);
    return found && !found->servers.empty();
  });
}

}  // namespace hopproof::lint

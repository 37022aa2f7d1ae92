#include "harness/verdict/diagnosis/pool.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

/// The director got a first packet and scheduled it to nobody.
bool was_scheduled_to_nobody(const Incident& incident) {
  const bool first =
      !incident.is_tcp() || (incident.arrival() && is_syn(incident.arrival()->packet));
  if (incident.answered() || !first || incident.dispatch() || incident.is_midstream() ||
      !incident.facts(incident.director()) || row_now(incident)) {
    return false;
  }
  const bool asked = incident.arrival() || incident.is_client_on_director();
  const bool by_icmp = incident.refusal() && incident.refusal()->packet.icmp;
  return asked && (by_icmp || (!incident.refusal() && incident.ended_as(Outcome::Kind::refused)));
}

FindingResult finish(Finding& finding, const Incident& incident, const ServiceFact& service) {
  finding.cite(incident.arrival());
  finding.cite(incident.refusal(), "ICMP, not a reset: IPVS reports that it has no server");
  finding.say(fmt::format("{}: {}", incident.director(), service_text(service)));
  finding.rules_out("routes and filters: the request came and was answered");
  return finding.take();
}

std::optional<IpAddress> address_of(const Node& node, Family family) {
  for (const Interface& interface : node.interfaces) {
    for (const InterfaceAddress& own : interface.addresses)
      if (own.cidr.address.family() == family && !own.cidr.address.is_loopback())
        return own.cidr.address;
  }
  return std::nullopt;
}

/// What listens on a network of the director's, or behind a router: not the client, nor itself.
std::vector<Endpoint> servers_in_reach(const Incident& incident) {
  std::set<Endpoint> found;
  const Family family = incident.connection().roles.family;
  for (const Node& node : incident.deployment().nodes) {
    const NodeFacts* facts = incident.facts(node.name);
    if (!facts || node.name == incident.client() || node.name == incident.director()) continue;
    for (const ListenerFact& listener : facts->listeners) {
      const auto address = address_of(node, family);
      if (address && listener.protocol == incident.exchange().flow.protocol)
        found.insert({*address, listener.local.port});
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace

MaybeFinding service_without_servers(const Incident& incident) {
  const auto services = candidate_services(incident);
  if (services.empty() || has_servers(services) || !was_scheduled_to_nobody(incident) ||
      request_dropped_by_input_filter(incident)) {
    return std::nullopt;
  }
  const std::string& director = incident.director();
  const std::string service = services.front()->key.text();
  Finding finding(incident, director,
                  fmt::format("service {} of {} has no real server", service, director));
  const auto servers = servers_in_reach(incident);
  for (const Endpoint& server : servers)
    finding.remedy(director, fmt::format("ipvsadm -a {} -r {} -m", service, server.text()),
                   "a program listens there");
  if (servers.empty())
    finding.remedy(director, fmt::format("ipvsadm -a {} -r RIP:PORT -m", service),
                   fmt::format("{}; RIP:PORT: where your server listens", look_only));
  return finish(finding, incident, *services.front());
}

MaybeFinding all_weights_zero(const Incident& incident) {
  const auto services = candidate_services(incident);
  if (!has_servers(services) || !was_scheduled_to_nobody(incident) ||
      request_dropped_by_input_filter(incident) || vip_not_on_director(incident)) {
    return std::nullopt;
  }
  const std::string& director = incident.director();
  const ServiceFact& service = *services.front();
  const std::string key = service.key.text();
  const bool zero = !has_weight(services);
  Finding finding(incident, director,
                  zero ? fmt::format("every server of service {} has weight 0", key)
                       : fmt::format("no server of service {} accepts connections now: over its "
                                     "threshold, or weight 0 when {} chose",
                                     key, service.options.scheduler));
  if (!zero) {
    finding.say("these two look alike here; ipvsadm -Ln --thresholds on " + director +
                " would show which it is");
  }
  for (const RealServer& server : service.servers) {
    if (server.options.weight == 0) {
      finding.remedy(director,
                     fmt::format("ipvsadm -e {} -r {} -m -w 1", key, server.address.text()));
    }
  }
  return finish(finding, incident, service);
}

}  // namespace hopproof::verdict

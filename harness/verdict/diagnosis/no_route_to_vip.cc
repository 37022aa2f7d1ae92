#include "harness/verdict/diagnosis/arp.hh"
#include "harness/verdict/diagnosis/filter.hh"
#include "harness/verdict/diagnosis/route_remedy.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <cerrno>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

MaybeFinding in_own_stack(const Incident& incident, const RouteQuestion& question) {
  const RouteAnswer* answer = incident.route(question);
  if (!answer || answer->error == 0) return std::nullopt;
  const std::string& client = incident.client();
  const std::string vip = question.destination.text();
  Finding finding(incident, client,
                  fmt::format("{} has no route to {}: its own stack refused, and nothing was sent",
                              client, vip));
  finding.route(question).counter(client, "IpOutNoRoutes").counter(client, "Ip6OutNoRoutes");
  finding.say(fmt::format("no frame for {} left {}", vip, client));
  finding.rules_out("services, filters and real servers: no packet came to any of them");
  add_route_remedy(finding, incident, client, question.destination, incident.director());
  return finding.take();
}

/// There is a route, but nobody is at its next hop.
MaybeFinding dead_next_hop(const Incident& incident, const RouteQuestion& question) {
  const RouteAnswer* answer = incident.route(question);
  if (!answer || !answer->reachable() || !answer->gateway) return std::nullopt;
  const trace::Crossing* asked =
      unanswered_question(incident.trace(), incident.client(), *answer->gateway);
  const bool dropped = !answer->gateway->is_v4() && request_dropped_by_filter(incident);
  if (!asked || dropped) return std::nullopt;
  Finding finding(
      incident, sender_of(*asked),
      fmt::format("{} sends packets for {} to the next hop {}, and no node has that address",
                  incident.client(), question.destination.text(), answer->gateway->text()));
  finding.route(question).cite(asked, "unanswered");
  finding.rules_out("services, filters and real servers: no packet came to any of them");
  add_route_remedy(finding, incident, incident.client(), question.destination, incident.director());
  return finding.take();
}

MaybeFinding in_a_router(const Incident& incident) {
  for (const trace::Crossing* end : incident.ends(incident.flow().request)) {
    const IpAddress& vip = end->packet.destination;
    if (!end->received || end->to == incident.director() || incident.owns(end->to, vip)) continue;
    if (may_translate(incident, end->to, shape_of(*end))) continue;
    const RouteQuestion question{end->to, vip, end->packet.source, end->to_interface};
    const RouteAnswer* answer = incident.route(question);
    if (!answer || answer->error == 0 || answer->error == EXDEV) continue;
    if (incident.sysctl(end->to, "net.ipv4.ip_forward") == "0") continue;
    Finding finding(incident, end->to,
                    fmt::format("{} on the way has no route to {}", end->to, vip.text()));
    finding.cite(end, "and it went no further").route(question);
    finding.counter(end->to, "IpInNoRoutes").counter(end->to, "IpExtInNoRoutes");
    finding.rules_out("the director: no packet came there");
    add_route_remedy(finding, incident, end->to, vip, incident.director());
    return finding.take();
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding no_route_to_vip(const Incident& incident) {
  if (incident.answered() || incident.arrival()) return std::nullopt;
  if (incident.departure()) return incident.dispatch() ? std::nullopt : in_a_router(incident);
  if (incident.is_client_on_director()) return std::nullopt;
  const auto* probe = std::get_if<Probe>(&incident.record().step->action);
  for (const IpAddress& vip : incident.connection().roles.vip) {
    const RouteQuestion question{incident.client(), vip, probe ? probe->source : std::nullopt, ""};
    if (auto found = in_own_stack(incident, question)) return found;
    if (auto found = dead_next_hop(incident, question)) return found;
  }
  return std::nullopt;
}

}  // namespace hopproof::verdict

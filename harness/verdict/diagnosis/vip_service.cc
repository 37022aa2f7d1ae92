#include "harness/base/protocol.hh"
#include "harness/verdict/diagnosis/arp.hh"
#include "harness/verdict/diagnosis/next_hop.hh"
#include "harness/verdict/diagnosis/pool.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

/// True when the director's kernel takes packets for the VIP as its own.
bool is_local(const Incident& incident, const IpAddress& vip) {
  const RouteAnswer* answer = incident.route({incident.director(), vip, std::nullopt, ""});
  return answer ? answer->local : incident.owns(incident.director(), vip);
}

bool is_owned_by_some_director(const Incident& incident, const IpAddress& vip) {
  const auto directors = incident.deployment().directors();
  return std::ranges::any_of(directors,
                             [&](const Node* node) { return incident.owns(node->name, vip); });
}

/// The request came to the director, or would if anybody had the VIP.
bool is_meant_for_director(const Incident& incident, const IpAddress& vip) {
  if (incident.arrival()) return incident.arrival()->packet.destination == vip;
  return !incident.departure() && unanswered_question(incident.trace(), "", vip) &&
         !is_owned_by_some_director(incident, vip);
}

std::string wanted_interface(const Incident& incident) {
  if (incident.arrival()) return incident.arrival()->to_interface;
  const std::string toward = interface_toward(incident, incident.director(), incident.client());
  return toward.empty() ? "lo" : toward;
}

/// First packets only: what belongs to an old connection is another cause.
bool starts_connection(const Incident& incident) {
  if (incident.is_ping() || incident.is_held()) return false;
  if (incident.is_client_on_director()) return !incident.departure();
  if (!incident.arrival()) return false;
  return !incident.is_tcp() || is_syn(incident.arrival()->packet);
}

/// The servers of its other services: those of the same protocol, else of any.
std::set<Endpoint> known_servers(const Incident& incident) {
  std::set<Endpoint> same, all;
  for (const ServiceFact& service : incident.facts(incident.director())->services) {
    const bool is_same = service.key.kind == service_kind(incident.exchange().flow.protocol);
    for (const RealServer& server : service.servers) {
      all.insert(server.address);
      if (is_same) same.insert(server.address);
    }
  }
  return same.empty() ? all : same;
}

/// The director got the request, and no service of it is for such packets.
bool lacks_service(const Incident& incident) {
  if (!starts_connection(incident) || incident.dispatch() || !incident.facts(incident.director()) ||
      !is_local(incident, incident.asked().address) || row_now(incident)) {
    return false;
  }
  if (!incident.matching_services().empty()) return false;
  const bool refused_as_empty =
      incident.is_tcp() && incident.refusal() && incident.refusal()->packet.icmp.has_value();
  return !(incident.mark_service() && refused_as_empty);  // then the mark is there, servers are not
}

}  // namespace

MaybeFinding vip_not_on_director(const Incident& incident) {
  const IpAddress vip = incident.asked().address;
  if (incident.answered() || incident.dispatch() || !incident.facts(incident.director()) ||
      candidate_services(incident).empty() || !is_meant_for_director(incident, vip) ||
      is_local(incident, vip)) {
    return std::nullopt;
  }
  const std::string& director = incident.director();
  Finding finding(incident, director,
                  fmt::format("{} is not a local address of {}, so IPVS never sees the request",
                              vip.text(), director));
  finding.cite(incident.arrival());
  for (const trace::Crossing* end : incident.ends(incident.flow().request)) {
    if (end->from == director) finding.cite(end, "forwarded with the VIP in it");
  }
  finding.cite(incident.refusal());
  finding.route({director, vip, std::nullopt, ""});
  finding.say("no row for it in ipvsadm -Lnc");
  finding.rules_out("services and real servers: IPVS never saw the request");
  finding.remedy(director,
                 fmt::format("ip addr add {} dev {}", host_text(vip), wanted_interface(incident)),
                 "gone after a reboot");
  return finding.take();
}

MaybeFinding no_matching_service(const Incident& incident) {
  if (!lacks_service(incident) || request_dropped_by_input_filter(incident)) return std::nullopt;
  const bool refused_itself =
      incident.is_client_on_director() && incident.ended_as(Outcome::Kind::refused);
  if (!incident.refusal() && !refused_itself) return std::nullopt;
  const std::string& director = incident.director();
  const std::string asked = incident.asked().text();
  const ServiceFact* by_mark = incident.mark_service();
  Finding finding(incident, director,
                  by_mark ? fmt::format("the request to {} does not carry the mark of service {}",
                                        asked, by_mark->key.text())
                          : fmt::format("{} has no service for {}", director, asked));
  finding.cite(incident.arrival()).cite(incident.refusal(), "from the director's own stack");
  const NodeFacts& facts = *incident.facts(director);
  if (facts.services.empty()) finding.say(director + ": ipvsadm -Ln lists no service");
  for (const ServiceFact& service : facts.services)
    finding.say(fmt::format("{}: {}", director, service_text(service)));
  finding.rules_out("real servers and the way back: no server got the request");
  if (by_mark) {
    finding.remedy(director,
                   fmt::format("iptables -t mangle -A PREROUTING -d {} -p {} --dport {} -j "
                               "MARK --set-mark {}",
                               incident.asked().address.text(),
                               protocol::name(incident.exchange().flow.protocol),
                               incident.asked().port, by_mark->key.mark));
  } else {
    finding.remedy(director, fmt::format("ipvsadm -A {} -s rr", service_option(incident)));
    for (const Endpoint& server : known_servers(incident))
      finding.remedy(
          director, fmt::format("ipvsadm -a {} -r {} -m", service_option(incident), server.text()));
  }
  return finding.take();
}

MaybeFinding answered_by_the_director(const Incident& incident) {
  if (!incident.answered() || !lacks_service(incident) || !incident.refusal()) return std::nullopt;
  const std::string& director = incident.director();
  Finding finding(incident, director,
                  fmt::format("a program on {} itself answered for {}, not a real server", director,
                              incident.service().text()));
  finding.cite(incident.refusal(), "it starts at the director");
  for (const ListenerFact& listener : incident.facts(director)->listeners) {
    if (listener.protocol == incident.exchange().flow.protocol &&
        listener.local.port == incident.service().port) {
      finding.say(fmt::format("{} listens on {}", director, listener.local.text()));
    }
  }
  finding.rules_out("the network: it works, but the wrong program answers");
  finding.remedy(
      director,
      fmt::format("iptables -A INPUT -d {} -p {} --dport {} -j REJECT",
                  incident.service().address.text(),
                  protocol::name(incident.arrival()->packet.protocol), incident.service().port),
      "or bind the program to another address");
  return finding.take();
}

}  // namespace hopproof::verdict

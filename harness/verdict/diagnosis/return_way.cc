#include "harness/verdict/diagnosis/arp.hh"
#include "harness/verdict/diagnosis/halt.hh"
#include "harness/verdict/diagnosis/next_hop.hh"
#include "harness/verdict/diagnosis/route_remedy.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

/// The node that handed the request to this one; "".
std::string came_from(const Incident& incident, const std::string& node) {
  for (const int journey : incident.flow().request) {
    for (const int index : incident.trace().journeys[journey].crossings) {
      const trace::Crossing& crossing = incident.trace().crossings[index];
      if (crossing.received && crossing.to == node) return crossing.from;
    }
  }
  return "";
}

/// What the server is asked about its way back to the one who asked.
RouteQuestion question_back(const Incident& incident) {
  const trace::Packet& asked = incident.delivery()->packet;
  return {incident.server(), asked.source, asked.destination, ""};
}

/// Translated by the director, so that the answer has to come back to it.
bool must_come_back(const Incident& incident) {
  const trace::Crossing* dispatch = incident.dispatch();
  return !incident.answered() && incident.delivery() && dispatch &&
         incident.server() != incident.director() &&
         dispatch->packet.destination != incident.service().address &&
         dispatch->packet.protocol != 4 && dispatch->packet.source != dispatch->packet.destination;
}

/// The remedies that every lost way back has: a route through the director, or masquerade there.
void add_remedies(Finding& finding, const Incident& incident) {
  const std::string& server = incident.server();
  const std::string& director = incident.director();
  const IpAddress& client = incident.delivery()->packet.source;
  add_route_remedy(finding, incident, server, client, incident.delivery()->from);
  const std::string shared = interface_toward(incident, director, server);
  if (!shared.empty() && shared == interface_toward(incident, director, incident.client())) {
    finding.remedy(director,
                   fmt::format("sysctl -w net.ipv4.conf.all.send_redirects=0 "
                               "net.ipv4.conf.{}.send_redirects=0",
                               shared),
                   "beside that route; otherwise the director sends the server an ICMP redirect");
  }
  const bool masqueraded = client != incident.exchange().flow.local.address;
  if (incident.is_client_on_director() || masqueraded) return;
  const Endpoint service = incident.asked();
  finding.remedy(
      director,
      fmt::format("{} -t nat -A POSTROUTING -m ipvs --vaddr {} --vport {} -j MASQUERADE",
                  iptables_of(client), service.address.text(), service.port),
      "instead of that route, with net.ipv4.vs.conntrack=1; it hides the client's address "
      "from the servers");
}

MaybeFinding no_route_at_server(const Incident& incident) {
  const RouteQuestion question = question_back(incident);
  const RouteAnswer* back = incident.route(question);
  if (!back || back->error == 0 || incident.answer()) return std::nullopt;
  const std::string& server = incident.server();
  Finding finding(
      incident, server,
      fmt::format("{} cannot answer: it has no route to {}", server, question.destination.text()));
  finding.cite(incident.delivery(), "and no answer left the server").route(question);
  finding.counter(server, "IpOutNoRoutes").counter(server, "Ip6OutNoRoutes");
  finding.rules_out("the service and the way there: the request was delivered");
  add_remedies(finding, incident);
  return finding.take();
}

/// A node that should pass the answer on: the director, or one that the request came over.
bool is_on_the_way_back(const Incident& incident, const Halt& halt) {
  const bool ends = halt.node == incident.server() || halt.node == incident.client();
  return halt.back && halt.seen && !ends &&
         (halt.node == incident.director() || passed_request(incident, halt.node));
}

/// What it said of the answer that it could not pass on.
const trace::Crossing* error_of(const Incident& incident, const std::string& node) {
  for (const int journey : incident.flow().errors) {
    const trace::Crossing& first = incident.trace().first(incident.trace().journeys[journey]);
    if (first.from == node) return &first;
  }
  return nullptr;
}

/// The answer came to a node that has no route on, or nobody at its next hop.
MaybeFinding no_route_on_the_way_back(const Incident& incident) {
  if (incident.is_client_on_director()) return std::nullopt;
  for (const Halt& halt : halts(incident)) {
    const RouteQuestion question{halt.node, halt.destination, std::nullopt, ""};
    const RouteAnswer* on = is_on_the_way_back(incident, halt) ? incident.route(question) : nullptr;
    if (!on || on->local || on->error == EXDEV) continue;
    const auto hop = next_hop_of(incident, halt);
    const trace::Crossing* asked =
        hop ? unanswered_question(incident.trace(), halt.node, *hop) : nullptr;
    if (on->error == 0 && !asked) continue;
    if (asked && !hop->is_v4() && answer_dropped_by_filter(incident)) continue;
    const std::string client = halt.destination.text();
    Finding finding(
        incident, halt.node,
        asked ? fmt::format("{} sends what is for {} to the next hop {}, and nobody "
                            "answers there",
                            halt.node, client, hop->text())
              : fmt::format("the answer comes to {}, which has no route to {}", halt.node, client));
    finding.cite(halt.seen, "and nothing behind it").cite(asked, "unanswered").route(question);
    finding.cite(error_of(incident, halt.node));
    finding.counter(halt.node, "IpExtInNoRoutes").counter(halt.node, "Ip6InNoRoutes");
    finding.rules_out("the real server: it answered, and to the right node");
    add_route_remedy(finding, incident, halt.node, halt.destination,
                     came_from(incident, halt.node));
    return finding.take();
  }
  return std::nullopt;
}

std::string kind_of_way(const Incident& incident, const RouteAnswer* back, const std::string& to,
                        const IpAddress& destination) {
  const std::string& server = incident.server();
  const Node* other = incident.deployment().find_node(to);
  if (other && other->is_director)
    return fmt::format("its route back to {} leads to another director, {}", destination.text(),
                       to);
  if (!back || back->error != 0) return fmt::format("it went to {}", to.empty() ? "nobody" : to);
  if (!back->gateway) {
    return fmt::format("{} has {} on its own segment ({}), and answers it directly", server,
                       destination.text(), back->interface);
  }
  const NodeFacts* facts = incident.facts(server);
  if (facts && facts->default_routes.size() > 1) {
    return fmt::format("{} has two default routes, and the one via {} wins", server,
                       back->gateway->text());
  }
  return fmt::format("{} answers through a gateway of its own, {}", server, back->gateway->text());
}

/// A node that took an answer would have sent it on to the director.
bool leads_to_director(const Incident& incident, const trace::Crossing& end) {
  if (!end.received || end.to.empty()) return false;
  const IpAddress& destination = end.packet.destination;
  for (const auto& question :
       {RouteQuestion{end.to, destination, std::nullopt, ""},
        RouteQuestion{end.to, destination, end.packet.source, end.to_interface}}) {
    const RouteAnswer* on = incident.route(question);
    if (on && on->reachable() &&
        incident.owns(incident.director(), on->gateway.value_or(destination)))
      return true;
  }
  return false;
}

/// Some answer of the server was seen at the director, or was lost on a way that leads there.
bool comes_back(const Incident& incident) {
  const trace::Trace& trace = incident.trace();
  return std::ranges::any_of(incident.flow().reply, [&](int journey) {
    const trace::Journey& way = trace.journeys[journey];
    if (trace.first(way).from != incident.server()) return false;
    const bool seen = std::ranges::any_of(way.crossings, [&](int index) {
      const trace::Crossing& crossing = trace.crossings[index];
      return crossing.received && crossing.to == incident.director();
    });
    const trace::Crossing& end = trace.last(way);
    return seen || (end.to != incident.client() && leads_to_director(incident, end));
  });
}

/// The answer left toward somebody else.
MaybeFinding bypassing_answer(const Incident& incident) {
  const trace::Crossing* answer = incident.answer();
  if (!answer || answer->to == incident.director() || comes_back(incident) ||
      no_route_on_the_way_back(incident))
    return std::nullopt;
  const RouteQuestion question = question_back(incident);
  const std::string why =
      kind_of_way(incident, incident.route(question), answer->to, question.destination);
  Finding finding(incident, sender_of(*answer),
                  fmt::format("the answer of {} does not come back through {}: {}",
                              incident.server(), incident.director(), why));
  finding.cite(incident.delivery()).cite(answer);
  for (const trace::Crossing* end : incident.ends(incident.flow().request)) {
    if (is_reset(end->packet) && end->packet.source == answer->packet.destination) {
      finding.cite(end, "the client connected to another address and knows no such connection");
      break;
    }
  }
  finding.route(question);
  if (const NodeFacts* facts = incident.facts(incident.server());
      facts && facts->default_routes.size() > 1) {
    for (const std::string& line : facts->default_routes)
      finding.say(fmt::format("{}: {}", incident.server(), line));
  }
  finding.rules_out("the way there, and the server (it answered)");
  add_remedies(finding, incident);
  return finding.take();
}

/// Nothing left: its next hop is another node than the director, and that node is not there; or the
/// server's reverse path filter looked at that very route.
MaybeFinding bypassing_route(const Incident& incident) {
  const RouteQuestion question = question_back(incident);
  const RouteAnswer* back = incident.route(question);
  if (incident.answer() || !back || !back->reachable()) return std::nullopt;
  const IpAddress hop = back->gateway ? *back->gateway : question.destination;
  if (incident.owns(incident.director(), hop)) return std::nullopt;
  const trace::Crossing* asked = unanswered_question(incident.trace(), incident.server(), hop);
  const bool filtered = request_rp_filter_drop(incident) && !wrong_source_address(incident);
  if (!asked && !filtered) return std::nullopt;
  Finding finding(
      incident, incident.server() + "." + back->interface,
      fmt::format("{} does not answer through {}: {}", incident.server(), incident.director(),
                  kind_of_way(incident, back, "", question.destination)));
  finding.cite(incident.delivery(), "and no answer left the server");
  finding.cite(asked, "unanswered").route(question);
  if (filtered) finding.say("no answer was sent at all; this is where it would go");
  finding.rules_out("the way there: the request was delivered");
  add_remedies(finding, incident);
  return finding.take();
}

/// Answers that came by the director first, and then went another way.
const trace::Crossing* diverted_answer(const Incident& incident) {
  bool came_by_director = false;
  for (const int journey : incident.flow().reply) {
    const trace::Crossing& first = incident.trace().first(incident.trace().journeys[journey]);
    if (first.from != incident.server()) continue;
    if (first.to != incident.director() && came_by_director) return &first;
    came_by_director = came_by_director || first.to == incident.director();
  }
  return nullptr;
}

const trace::Crossing* redirect_seen(const Incident& incident) {
  for (const trace::Crossing& crossing : incident.trace().crossings) {
    const auto& icmp = crossing.packet.icmp;
    if (!icmp || crossing.to != incident.server()) continue;
    if (icmp->type == (crossing.packet.source.is_v4() ? 5 : 137)) return &crossing;
  }
  return nullptr;
}

}  // namespace

MaybeFinding reply_has_no_route(const Incident& incident) {
  if (incident.answered() || !incident.delivery() || incident.server() == incident.director())
    return std::nullopt;
  if (hairpin_to_self(incident) || server_refuses_vip(incident)) return std::nullopt;
  if (auto found = no_route_at_server(incident)) return found;
  return no_route_on_the_way_back(incident);
}

MaybeFinding reply_redirected(const Incident& incident) {
  if (!must_come_back(incident)) return std::nullopt;
  const RouteQuestion question = question_back(incident);
  const RouteAnswer* back = incident.route(question);
  const trace::Crossing* diverted = diverted_answer(incident);
  const trace::Crossing* redirect = redirect_seen(incident);
  const bool learned = back && back->redirected;
  const bool moved =
      learned ? incident.answer() && (diverted || incident.answer()->to != incident.director())
              : redirect && diverted;
  if (!moved) return std::nullopt;
  const std::string& director = incident.director();
  const trace::Crossing* wrong = diverted ? diverted : incident.answer();
  Finding finding(incident, sender_of(*wrong),
                  fmt::format("{} obeyed an ICMP redirect and now sends its answers past {}",
                              incident.server(), director));
  finding.cite(incident.answer()).cite(redirect).cite(diverted).route(question);
  finding.sysctl(director, "net.ipv4.conf.all.send_redirects");
  finding.rules_out("the route as configured: it led through the director");
  finding.remedy(director,
                 fmt::format("sysctl -w net.ipv4.conf.all.send_redirects=0 "
                             "net.ipv4.conf.{}.send_redirects=0",
                             interface_toward(incident, director, incident.server())),
                 "gone after a reboot");
  finding.remedy(incident.server(), "ip route flush cache", "forgets the learned route");
  return finding.take();
}

MaybeFinding reply_taken_by_another(const Incident& incident) {
  if (incident.answered() || source_is_local(incident)) return std::nullopt;
  const IpAddress& client = incident.exchange().flow.local.address;
  for (const trace::Crossing* end : incident.ends(incident.flow().reply)) {
    const bool taken = end->received && end->packet.is_ip && end->to != incident.client() &&
                       end->packet.destination == client && incident.owns(end->to, client);
    if (!taken) continue;
    Finding finding(incident, receiver_of(*end),
                    fmt::format("the answer for {} ends at {}, which has that address, too",
                                client.text(), end->to));
    finding.cite(end, "and nothing behind it: it is for this node");
    finding.rules_out("the real server: it answered");
    add_removal(finding, incident, end->to, client);
    return finding.take();
  }
  return std::nullopt;
}

MaybeFinding reply_bypasses_director(const Incident& incident) {
  if (!must_come_back(incident) || reply_redirected(incident)) return std::nullopt;
  if (auto found = bypassing_answer(incident)) return found;
  return bypassing_route(incident);
}

}  // namespace hopproof::verdict

#include "harness/base/protocol.hh"
#include "harness/verdict/diagnosis/arp.hh"
#include "harness/verdict/diagnosis/filter.hh"
#include "harness/verdict/diagnosis/halt.hh"
#include "harness/verdict/diagnosis/next_hop.hh"
#include "harness/verdict/diagnosis/pool.hh"
#include "harness/verdict/diagnosis/route_remedy.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

/// The server that was chosen, as far as anything shows it.
Endpoint chosen(const Incident& incident) {
  const auto& roles = incident.connection().roles;
  if (!roles.server_address.address.is_unspecified()) return roles.server_address;
  if (const ChosenServer* row = row_now(incident)) return row->destination;
  return roles.rip.size() == 1 ? Endpoint{roles.rip.front(), 0} : Endpoint{};
}

const NeighbourFact* failed_neighbour(const Incident& incident, const IpAddress& address) {
  const NodeFacts* facts = incident.facts(incident.director());
  if (!facts) return nullptr;
  const auto found = std::ranges::find_if(facts->neighbours, [&](const NeighbourFact& neighbour) {
    return neighbour.failed && neighbour.address == address;
  });
  return found == facts->neighbours.end() ? nullptr : &*found;
}

const InterfaceFact* dead_interface(const Incident& incident, const RouteAnswer& answer) {
  const NodeFacts* facts = incident.facts(incident.director());
  if (!facts) return nullptr;
  const auto found = std::ranges::find_if(facts->interfaces, [&](const InterfaceFact& interface) {
    return interface.name == answer.interface && !interface.up;
  });
  return found == facts->interfaces.end() ? nullptr : &*found;
}

/// Its own reverse path filter keeps the owner from answering: then that is the cause.
bool is_filtered(const Incident& incident, const trace::Crossing* asked) {
  if (!asked) return false;
  const auto& facts = incident.record().facts;
  return facts && std::ranges::any_of(facts->routes, [&](const auto& entry) {
           return entry.first.destination == asked->packet.neighbour_message()->target &&
                  incident.owns(entry.first.node, asked->packet.neighbour_message()->target) &&
                  !entry.first.input.empty() && entry.second.error == EXDEV;
         });
}

bool is_the_only_server(const Incident& incident) {
  const auto services = candidate_services(incident);
  return !services.empty() && std::ranges::all_of(services, [](const ServiceFact* service) {
    return service->servers.size() <= 1;
  });
}

/// A node on the director's other side that is beside the server, else any that is beside both.
std::string behind(const Incident& incident, const std::string& node) {
  const std::string& server = incident.server();
  for (const Node& other : incident.deployment().nodes) {
    const bool between = other.name != node && other.name != server &&
                         address_toward(incident, node, other.name) &&
                         address_toward(incident, other.name, server);
    if (between) return other.name;
  }
  return server;
}

/// The only service that may have chosen the server.
const ServiceFact* chosen_by(const Incident& incident) {
  const auto services = candidate_services(incident);
  return services.size() == 1 ? services.front() : nullptr;
}

FindingResult unreachable(const Incident& incident, const Endpoint& server, std::string at,
                          const std::string& why, const std::vector<const trace::Crossing*>& seen) {
  const std::string& director = incident.director();
  Finding finding(incident, std::move(at),
                  fmt::format("{} cannot reach {}: {}", director, server.address.text(), why));
  finding.cite(incident.arrival());
  for (const trace::Crossing* crossing : seen) finding.cite(crossing);
  if (const NeighbourFact* failed = failed_neighbour(incident, server.address)) {
    finding.say(fmt::format("{}: ip neigh: {} dev {} FAILED", director, server.address.text(),
                            failed->interface));
  }
  finding.route({director, server.address, std::nullopt, ""});
  finding.rules_out("the client and the VIP: the request was scheduled");
  const std::string blamed = finding.node();
  const RouteAnswer* way = incident.route({blamed, server.address, std::nullopt, ""});
  const bool misrouted = way && (way->error != 0 || way->gateway);
  if (misrouted)
    add_route_remedy(finding, incident, blamed, server.address, behind(incident, blamed));
  const ServiceFact* service = chosen_by(incident);
  finding.remedy(
      director,
      fmt::format("ipvsadm -d {} -r {}", service ? service->key.text() : service_option(incident),
                  server.text()),
      is_the_only_server(incident)
          ? "one layer: the service then has none; bring it back, or add another"
          : "a health check (keepalived) does it by itself");
  return finding.take();
}

/// A node behind the director has no route to the server. Where that is the node that the request
/// came from, the director has sent it back: then its own route is missing.
MaybeFinding no_route_behind(const Incident& incident, const Endpoint& server) {
  const trace::Crossing* dispatch = incident.dispatch();
  for (const Halt& halt : halts(incident)) {
    if (!dispatch || halt.back || !halt.seen || halt.node == incident.director()) continue;
    const RouteAnswer* on = incident.route({halt.node, halt.destination, std::nullopt, ""});
    const bool sent_back = incident.arrival() && dispatch->to == incident.arrival()->from;
    const bool looped = sent_back && on && on->error == 0 && !on->local;
    if (!on || on->local || (on->error == 0 && !looped)) continue;
    const std::string& at = sent_back ? incident.director() : halt.node;
    return unreachable(
        incident, server, at,
        sent_back
            ? fmt::format("it sends the request back to {}, which knows no other way", dispatch->to)
            : fmt::format("{} has no route to it", halt.node),
        {halt.seen, incident.refusal()});
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding server_unreachable(const Incident& incident) {
  const Endpoint server = chosen(incident);
  if (incident.answered() || incident.delivery() || server.address.is_unspecified() ||
      !(incident.arrival() || incident.is_client_on_director())) {
    return std::nullopt;
  }
  const std::string& director = incident.director();
  const RouteAnswer* answer = incident.route({director, server.address, std::nullopt, ""});
  const bool scheduled =
      row_now(incident) || incident.server() != "" || !incident.connection().roles.server.empty();
  if (!scheduled) return std::nullopt;
  const IpAddress hop = answer && answer->gateway ? *answer->gateway : server.address;
  const trace::Crossing* asked = unanswered_question(incident.trace(), "", hop);
  if (!asked) asked = unanswered_question(incident.trace(), "", server.address);
  const bool dropped = !hop.is_v4() && request_dropped_behind_ipvs(incident);
  if (is_filtered(incident, asked) || dropped) return std::nullopt;
  if (asked) {
    return unreachable(
        incident, server, sender_of(*asked),
        fmt::format("nobody answers ARP for {}", asked->packet.neighbour_message()->target.text()),
        {asked, incident.refusal()});
  }
  if (answer && answer->error != 0) {
    return unreachable(incident, server, director, "there is no route", {incident.refusal()});
  }
  if (auto found = no_route_behind(incident, server)) return found;
  const NeighbourFact* failed = failed_neighbour(incident, hop);
  const InterfaceFact* dead = answer ? dead_interface(incident, *answer) : nullptr;
  if (!failed && !dead) return std::nullopt;
  const std::string interface = dead ? dead->name : failed->interface;
  return unreachable(incident, server, director + "." + interface,
                     dead ? fmt::format("the link of {} is down", interface)
                          : fmt::format("nobody answers for {}", hop.text()),
                     {incident.refusal()});
}

MaybeFinding hairpin_to_self(const Incident& incident) {
  const trace::Crossing* delivery = incident.delivery();
  if (incident.answered() || !delivery || delivery->packet.source != delivery->packet.destination)
    return std::nullopt;
  const std::string& server = incident.server();
  const std::string rip = delivery->packet.destination.text();
  Finding finding(incident, receiver_of(*delivery),
                  fmt::format("{} connected to its own service and was chosen itself: the packet "
                              "comes from {}, its own address, and is dropped",
                              server, rip));
  finding.cite(delivery, "source and destination are the same");
  if (const auto& facts = incident.record().facts; facts && facts->martian_sources > 0) {
    finding.say(fmt::format("/proc/net/stat/rt_cache: in_martian_src +{} (of the whole kernel)",
                            facts->martian_sources));
  }
  finding.rules_out("routes and filters of the director: it sent the packet on");
  finding.remedy(incident.director(),
                 fmt::format("{} -t nat -A POSTROUTING -s {} -d {} -j MASQUERADE",
                             iptables_of(delivery->packet.source), rip, rip),
                 "needs net.ipv4.vs.conntrack=1");
  if (incident.sysctl(incident.director(), "net.ipv4.vs.conntrack") == "0")
    finding.remedy(incident.director(), "sysctl -w net.ipv4.vs.conntrack=1", "gone after a reboot");
  return finding.take();
}

MaybeFinding server_refuses_vip(const Incident& incident) {
  const trace::Crossing* delivery = incident.delivery();
  if (incident.answered() || !delivery || incident.answer() ||
      incident.server() == incident.director()) {
    return std::nullopt;
  }
  const IpAddress vip = incident.service().address;
  const bool tunnelled = delivery->packet.protocol == protocol::ipip;
  if (!tunnelled && delivery->packet.destination != vip) return std::nullopt;
  const std::string& server = incident.server();
  const bool owned = incident.owns(server, vip);
  if (owned && !tunnelled) return std::nullopt;
  Finding finding(incident, receiver_of(*delivery),
                  owned
                      ? fmt::format("{} does not decapsulate the tunnel's packet", server)
                      : fmt::format("{} does not have the address {}, so the packet is not for it",
                                    server, vip.text()));
  finding.cite(delivery);
  finding.route(
      {server, delivery->packet.destination, delivery->packet.source, delivery->to_interface});
  finding.counter(server, "IpInAddrErrors");
  finding.rules_out("the director: it sent what it should");
  if (!owned)
    finding.remedy(server, fmt::format("ip addr add {} dev lo", host_text(vip)),
                   "gone after a reboot");
  finding.remedy(server,
                 "sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2",
                 "otherwise it answers ARP for the VIP");
  if (tunnelled) finding.remedy(server, "ip link set tunl0 up");
  return finding.take();
}

namespace {

/// The server's own no: a reset to the SYN, or ICMP port-unreachable.
const trace::Crossing* server_refusal(const Incident& incident) {
  const std::string& server = incident.server();
  if (!incident.delivery() || server.empty()) return nullptr;
  const bool asked_to_open = is_syn(incident.delivery()->packet);
  if (asked_to_open && incident.answer() && is_reset(incident.answer()->packet))
    return incident.answer();
  for (const int journey : incident.flow().errors) {
    const trace::Crossing& first = incident.trace().first(incident.trace().journeys[journey]);
    const auto& icmp = first.packet.icmp;
    const bool v4 = first.packet.source.is_v4();
    const bool no_port =
        icmp && (v4 ? icmp->type == 3 && icmp->code == 3 : icmp->type == 1 && icmp->code == 4);
    if (first.from == server && no_port) return &first;
  }
  return nullptr;
}

/// A server on the director: its reset is the director's.
const trace::Crossing* local_refusal(const Incident& incident) {
  if (incident.server() != incident.director() || incident.server().empty() || !row_now(incident))
    return nullptr;
  const trace::Crossing* answer = incident.answer();
  const bool asked_to_open = incident.arrival() && is_syn(incident.arrival()->packet);
  return answer && is_reset(answer->packet) && asked_to_open ? answer : nullptr;
}

bool listens(const Incident& incident, const std::string& node, uint16_t port) {
  const NodeFacts* facts = incident.facts(node);
  return facts && std::ranges::any_of(facts->listeners, [&](const ListenerFact& listener) {
           return listener.local.port == port &&
                  listener.protocol == incident.exchange().flow.protocol;
         });
}

const trace::Crossing* refusal_without_filter(const Incident& incident) {
  if (incident.answered()) return nullptr;
  const trace::Crossing* refusal = server_refusal(incident);
  if (!refusal) refusal = local_refusal(incident);
  if (!refusal) return nullptr;
  const trace::Crossing* delivery = incident.delivery();
  const bool rejected = delivery && dropping_rule(incident, incident.server(),
                                                  {"PREROUTING", "INPUT"}, shape_of(*delivery));
  return rejected ? nullptr : refusal;
}

/// The port that a program at the server does listen on, where it is one.
std::optional<uint16_t> other_port(const Incident& incident, const std::string& node) {
  std::set<uint16_t> ports;
  if (const NodeFacts* facts = incident.facts(node)) {
    for (const ListenerFact& listener : facts->listeners)
      if (listener.protocol == incident.exchange().flow.protocol) ports.insert(listener.local.port);
  }
  return ports.size() == 1 ? std::optional(*ports.begin()) : std::nullopt;
}

/// The server line, with the port where a program listens. False where none is known.
bool name_right_port(Finding& finding, const Incident& incident, const std::string& node,
                     uint16_t wrong) {
  const ServiceFact* service = chosen_by(incident);
  const auto port = other_port(incident, node);
  const Endpoint server = chosen(incident);
  if (!service || !port || *port == wrong || server.address.is_unspecified()) return false;
  const RealServer* line = find_server({service}, server);
  const Endpoint listed{server.address, line ? line->address.port : wrong};
  const std::string& director = incident.director();
  finding.remedy(director, fmt::format("ipvsadm -d {} -r {}", service->key.text(), listed.text()),
                 "with the next line");
  finding.remedy(director,
                 fmt::format("ipvsadm -a {} -r {} -m", service->key.text(),
                             Endpoint{server.address, *port}.text()),
                 fmt::format("{} listens on {}", node, *port));
  return true;
}

bool has_port_zero(const Incident& incident) {
  if (incident.mark_service()) return false;  // a mark is for every port, and so is the server
  const auto* line = find_server(candidate_services(incident), chosen(incident));
  return line && line->address.port == 0;
}

}  // namespace

MaybeFinding server_port_zero(const Incident& incident) {
  const trace::Crossing* refusal = refusal_without_filter(incident);
  if (!refusal || !has_port_zero(incident)) return std::nullopt;
  const std::string& director = incident.director();
  const std::string rip = chosen(incident).address.text();
  Finding finding(
      incident, director,
      fmt::format("the server line of {} has port 0, so the packet keeps port {}, where {} "
                  "does not listen",
                  rip, incident.service().port, incident.server()));
  finding.cite(incident.delivery()).cite(refusal);
  for (const ServiceFact* service : candidate_services(incident))
    finding.say(fmt::format("{}: {}", director, service_text(*service)));
  finding.rules_out("the way there and back: both packets passed");
  if (!name_right_port(finding, incident, incident.server(), incident.asked().port))
    finding.remedy(director, "ipvsadm -Ln",
                   fmt::format("{}; name the port where the server listens", look_only));
  return finding.take();
}

/// No refusal was seen, since the server's own filter took it; nobody listens all the same.
bool refuses_unseen(const Incident& incident) {
  const trace::Crossing* delivery = incident.delivery();
  if (!delivery || incident.answer() || !incident.facts(incident.server()) ||
      !delivery->packet.destination_port || !answer_dropped_by_filter(incident))
    return false;
  return !listens(incident, incident.server(), *delivery->packet.destination_port) &&
         !dropping_rule(incident, incident.server(), {"PREROUTING", "INPUT"}, shape_of(*delivery));
}

MaybeFinding server_refused(const Incident& incident) {
  const trace::Crossing* refusal = refusal_without_filter(incident);
  if ((!refusal && !refuses_unseen(incident)) || has_port_zero(incident)) return std::nullopt;
  const std::string& server = incident.server();
  const uint16_t port = incident.delivery() ? destination_of(incident.delivery()->packet).port
                                            : chosen(incident).port;
  const uint16_t real_port = server == incident.director() ? chosen(incident).port : port;
  Finding finding(incident, server,
                  fmt::format("{} refuses: nobody listens on port {}", server, real_port));
  finding.cite(incident.delivery()).cite(refusal, "it starts at the server, not at the director");
  if (!refusal) finding.say("its refusal did not leave it: a filter takes what it answers");
  if (incident.facts(server) && !listens(incident, server, real_port))
    finding.say(fmt::format("{}: ss -ln: nothing on port {}", server, real_port));
  for (const ListenerFact& listener :
       incident.facts(server) ? incident.facts(server)->listeners : std::vector<ListenerFact>{}) {
    if (listener.protocol == incident.exchange().flow.protocol)
      finding.say(fmt::format("{}: ss -ln: {}", server, listener.local.text()));
  }
  finding.rules_out("routes and filters: the way there and back works");
  if (!name_right_port(finding, incident, server, real_port))
    finding.remedy(server, fmt::format("ss -ln 'sport = :{}'", real_port),
                   fmt::format("{}; start the program there", look_only));
  return finding.take();
}

MaybeFinding dropped_at_server(const Incident& incident) {
  const trace::Crossing* delivery = incident.delivery();
  const std::string& server = incident.server();
  if (incident.answered() || !delivery || server == incident.director() || !incident.facts(server))
    return std::nullopt;
  const RuleFact* rule =
      dropping_rule(incident, server, {"PREROUTING", "INPUT"}, shape_of(*delivery));
  const bool silent = !incident.answer() && !server_refusal(incident);
  if (!rule && !silent) return std::nullopt;
  if (!rule &&
      (reply_has_no_route(incident) || reply_bypasses_director(incident) ||
       request_rp_filter_drop(incident) || reply_rp_filter_drop(incident) ||
       hairpin_to_self(incident) || server_refuses_vip(incident) ||
       wrong_source_address(incident) || bad_checksum(incident) || dropped_by_filter(incident))) {
    return std::nullopt;
  }
  if (rule && !silent && rule->rule.target != "REJECT") return std::nullopt;
  Finding finding(
      incident, receiver_of(*delivery),
      rule ? fmt::format("{} {}s the request in {}", server,
                         rule->rule.target == "REJECT" ? "reject" : "drop", rule->rule.chain)
           : fmt::format("{} got the request and does not answer", server));
  finding.cite(delivery, "and no answer left the server");
  if (rule) finding.rule(server, *rule);
  finding.counter(server, "TcpExtListenDrops").counter(server, "TcpExtListenOverflows");
  finding.route({server, delivery->packet.source, delivery->packet.destination, ""});
  if (!rule) {
    finding.say(
        "a full accept queue, a hung program and a filter outside of iptables look alike "
        "here; ss -ltn and nft list ruleset on " +
        server + " would show which it is");
  }
  finding.rules_out("the director and the way back: there was no answer to pass on");
  const std::string_view protocol = protocol::name(delivery->packet.protocol);
  const std::string port = delivery->packet.destination_port
                               ? fmt::format(" --dport {}", *delivery->packet.destination_port)
                               : "";
  if (rule)
    finding.remedy(server, accept_before(*rule, fmt::format("-p {}{}", protocol, port)));
  else
    finding.remedy(server, "ss -ltn; nft list ruleset; nstat -az", std::string(look_only));
  return finding.take();
}

}  // namespace hopproof::verdict

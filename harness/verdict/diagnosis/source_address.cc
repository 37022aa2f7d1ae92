#include "harness/verdict/diagnosis/arp.hh"
#include "harness/verdict/diagnosis/next_hop.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

bool is_on_interface(const Incident& incident, const std::string& node, const std::string& name,
                     const IpAddress& address) {
  const NodeFacts* facts = incident.facts(node);
  if (!facts) return true;
  return std::ranges::any_of(facts->interfaces, [&](const InterfaceFact& interface) {
    return interface.name == name &&
           std::ranges::find(interface.addresses, address) != interface.addresses.end();
  });
}

/// ARP for the server, asked by the director and not answered.
const trace::Crossing* unanswered_question_of(const Incident& incident, const std::string& node) {
  const IpAddress& rip = incident.connection().roles.server_address.address;
  return rip.is_unspecified() ? nullptr : unanswered_question(incident.trace(), node, rip);
}

std::optional<IpAddress> right_address(const Incident& incident, const trace::Crossing& sent) {
  return address_toward(incident, sent.to, sent.from);
}

bool is_unaided_answer(const Incident& incident) {
  return incident.delivery() &&
         (!incident.answer() || incident.answer()->to != incident.director());
}

MaybeFinding of_client(const Incident& incident) {
  const trace::Crossing* sent = incident.departure();
  if (!sent || sent->from != incident.client() || !sent->packet.is_ip ||
      !is_unaided_answer(incident))
    return std::nullopt;
  const IpAddress& source = sent->packet.source;
  const bool is_vip = incident.is_client_on_director() && source == incident.service().address;
  if (is_on_interface(incident, sent->from, sent->from_interface, source)) return std::nullopt;
  Finding finding(incident, sender_of(*sent),
                  fmt::format("{} sends through {} with {} as the source, which is {}", sent->from,
                              sent->from_interface, source.text(),
                              is_vip ? "the VIP itself" : "an address of another interface"));
  finding.cite(sent);
  finding.cite(incident.answer());
  finding.rules_out("the director's tables: the packet went where it should");
  const auto right = right_address(incident, *sent);
  if (incident.is_client_on_director() && is_vip) {
    finding.remedy(sent->from,
                   fmt::format("{} -t nat -A POSTROUTING -s {} -o {} -j MASQUERADE",
                               iptables_of(source), source.text(), sent->from_interface),
                   "needs net.ipv4.vs.conntrack=1");
  }
  if (right && *right != source) {
    finding.remedy(sent->from,
                   fmt::format("ip route replace local {} dev lo src {}",
                               incident.service().address.text(), right->text()),
                   "does not help programs that bind an address themselves");
  }
  return finding.take();
}

/// Masquerade took an address that the way out does not have: the server is asked, or asked for by
/// ARP, in a name that it looks for elsewhere.
MaybeFinding of_masquerade(const Incident& incident) {
  const std::string& director = incident.director();
  if (incident.is_client_on_director() || !incident.arrival()) return std::nullopt;
  const trace::Crossing* sent = incident.dispatch();
  const bool masqueraded = sent && sent->packet.source != incident.exchange().flow.local.address;
  if (sent && (!masqueraded || !is_unaided_answer(incident))) return std::nullopt;
  if (!sent) sent = unanswered_question_of(incident, director);
  if (!sent) return std::nullopt;
  const IpAddress& source = sent->packet.neighbour_message()
                                ? sent->packet.neighbour_message()->sender
                                : sent->packet.source;
  if (is_on_interface(incident, director, sent->from_interface, source)) return std::nullopt;
  Finding finding(incident, sender_of(*sent),
                  fmt::format("{} masquerades as {}, which is not an address of {}", director,
                              source.text(), sent->from_interface));
  finding.cite(incident.arrival()).cite(sent);
  finding.rules_out("the service: the request was scheduled to a server");
  finding.remedy(director, fmt::format("ip addr add ADDRESS/24 dev {}", sent->from_interface),
                 "an address of the servers' network; or SNAT --to-source");
  return finding.take();
}

/// A loopback source cannot leave the node.
MaybeFinding of_loopback(const Incident& incident) {
  const IpAddress& source = incident.exchange().flow.local.address;
  if (!incident.is_client_on_director() || incident.departure() || !source.is_loopback())
    return std::nullopt;
  Finding finding(incident, incident.client() + ".lo",
                  fmt::format("{} connects from {}, and a loopback address cannot leave the node",
                              incident.client(), source.text()));
  finding.say("no frame left " + incident.client());
  finding.rules_out("real servers and the way back: nothing was sent");
  finding.remedy(incident.client(),
                 fmt::format("curl --interface ADDRESS {}", incident.service().text()),
                 "connect from an address of the interface that faces the servers");
  return finding.take();
}

/// The server answers, but in another name than the one it was asked by.
MaybeFinding of_server(const Incident& incident) {
  if (!incident.delivery() || incident.answer()) return std::nullopt;
  const trace::Packet& asked = incident.delivery()->packet;
  for (const trace::Crossing& crossing : incident.trace().crossings) {
    const trace::Packet& packet = crossing.packet;
    const bool is_answer =
        crossing.from == incident.server() && packet.is_ip && packet.protocol == asked.protocol &&
        destination_of(packet) == source_of(asked) && packet.source_port == asked.destination_port;
    if (!is_answer || packet.source == asked.destination) continue;
    Finding finding(
        incident, sender_of(crossing),
        fmt::format("{} was asked at {} and answers from {}: no connection entry matches that",
                    crossing.from, asked.destination.text(), packet.source.text()));
    finding.cite(incident.delivery()).cite(&crossing);
    finding.rules_out("routes: the answer was sent");
    finding.remedy(crossing.from, fmt::format("bind the program to {}", asked.destination.text()),
                   "UDP programs that bind 0.0.0.0 let the route choose the source");
    return finding.take();
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding wrong_source_address(const Incident& incident) {
  if (incident.answered()) return std::nullopt;
  if (auto found = of_loopback(incident)) return found;
  if (auto found = of_client(incident)) return found;
  if (auto found = of_masquerade(incident)) return found;
  return of_server(incident);
}

}  // namespace hopproof::verdict

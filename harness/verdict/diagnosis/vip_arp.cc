#include "harness/verdict/diagnosis/arp.hh"
#include "harness/verdict/diagnosis/next_hop.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

/// Without ARP on the wire (IPv6) the neighbour table shows it.
const NeighbourFact* failed_neighbour(const Incident& incident, const std::string& node,
                                      const IpAddress& address) {
  const NodeFacts* facts = incident.facts(node);
  if (!facts) return nullptr;
  const auto found = std::ranges::find_if(facts->neighbours, [&](const NeighbourFact& neighbour) {
    return neighbour.failed && neighbour.address == address;
  });
  return found == facts->neighbours.end() ? nullptr : &*found;
}

/// The owner got the question and its reverse path filter refused the one who asks.
bool is_filtered(const Incident& incident, const IpAddress& address) {
  const auto& facts = incident.record().facts;
  return facts && std::ranges::any_of(facts->routes, [&](const auto& entry) {
           return entry.first.destination == address && !entry.first.input.empty() &&
                  entry.second.error == EXDEV;
         });
}

void add_remedy(Finding& finding, const Incident& incident, const std::string& asker,
                const IpAddress& vip) {
  const std::string& director = incident.director();
  const std::string interface = interface_toward(incident, director, asker);
  if (interface.empty() || incident.owns(director, vip)) return;
  finding.remedy(director, fmt::format("ip addr add {} dev {}", host_text(vip), interface),
                 "gone after a reboot");
}

}  // namespace

MaybeFinding vip_arp_unanswered(const Incident& incident) {
  const IpAddress vip = incident.service().address;
  if (incident.answered() || incident.arrival() || incident.is_client_on_director())
    return std::nullopt;
  const trace::Crossing* asked = unanswered_question(incident.trace(), "", vip);
  const NeighbourFact* failed = failed_neighbour(incident, incident.client(), vip);
  if ((!asked && !failed) || is_filtered(incident, vip)) return std::nullopt;
  const std::string asker = asked ? asked->from : incident.client();
  Finding finding(
      incident, asked ? sender_of(*asked) : incident.client() + "." + failed->interface,
      fmt::format("{} asks for the MAC address of {}, and nobody answers", asker, vip.text()));
  finding.cite(asked, "unanswered");
  if (failed)
    finding.say(
        fmt::format("{}: ip neigh: {} dev {} FAILED", asker, vip.text(), failed->interface));
  finding.rules_out("services and filters: no packet of the connection was sent");
  add_remedy(finding, incident, asker, vip);
  return finding.take();
}

MaybeFinding vip_answered_twice(const Incident& incident) {
  const IpAddress vip = incident.service().address;
  if (!addresses_answered_twice(incident.trace()).contains(vip)) return std::nullopt;
  const auto replies = replies_for(incident.trace(), vip);
  const auto other = std::ranges::find_if(replies, [&](const trace::Crossing* reply) {
    return reply->from != replies.front()->from && reply->from != incident.director();
  });
  const trace::Crossing* second = other == replies.end() ? replies.front() : *other;
  const auto first = std::ranges::find_if(
      replies, [&](const trace::Crossing* reply) { return reply->from != second->from; });
  Finding finding(
      incident, sender_of(*second),
      fmt::format("{} and {} both answer ARP for {}: which of them gets the packets is a race",
                  (*first)->from, second->from, vip.text()));
  finding.cite(*first).cite(second);
  finding.rules_out(
      "nothing for certain: it works or fails with the neighbour entry of the moment");
  const Node* node = incident.deployment().find_node(second->from);
  if (node && node->is_director) {
    finding.remedy(second->from,
                   fmt::format("ip addr del {} dev {}", host_text(vip), second->from_interface),
                   "one director at a time may have the VIP");
  } else {
    finding.remedy(second->from,
                   "sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2",
                   "gone after a reboot");
  }
  return finding.take();
}

}  // namespace hopproof::verdict

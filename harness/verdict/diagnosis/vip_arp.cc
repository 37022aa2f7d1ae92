#include "harness/model/ownership.hh"
#include "harness/model/services.hh"
#include "harness/verdict/diagnosis/arp.hh"
#include "harness/verdict/diagnosis/next_hop.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>
#include <cerrno>
#include <set>

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

/// Who asks for an address that a service may have, and gets no answer.
struct Asking {
  std::string node, interface;
  IpAddress address;
  const trace::Crossing* asked = nullptr;  ///< on the wire
  const NeighbourFact* failed = nullptr;   ///< in the asker's table
};

/// The client, or the last node that the request came to.
std::set<std::string> askers(const Incident& incident) {
  std::set<std::string> nodes;
  if (!incident.departure()) nodes.insert(incident.client());
  for (const trace::Crossing* end : incident.ends(incident.flow().request))
    if (end->received) nodes.insert(end->to);
  return nodes;
}

/// What is asked for, behind a DNAT too.
std::vector<IpAddress> wanted_addresses(const Incident& incident) {
  auto wanted = model::virtual_addresses(incident.deployment(), incident.connection().roles.family);
  wanted.insert(wanted.begin(), incident.service().address);
  return wanted;
}

std::optional<Asking> unanswered_for_vip(const Incident& incident) {
  for (const IpAddress& vip : wanted_addresses(incident)) {
    for (const std::string& node : askers(incident)) {
      const trace::Crossing* asked = unanswered_question(incident.trace(), node, vip);
      const NeighbourFact* failed = failed_neighbour(incident, node, vip);
      if (!replies_for(incident.trace(), vip).empty() || (!asked && !failed)) continue;
      return Asking{node, asked ? asked->from_interface : failed->interface, vip, asked, failed};
    }
  }
  return std::nullopt;
}

/// The node that has the address and should have answered.
std::optional<model::Neighbour> owner_beside(const Incident& incident, const Asking& asking) {
  const Node* node = incident.deployment().find_node(asking.node);
  if (!node) return std::nullopt;
  for (const Node* owner : model::owners(incident.deployment(), asking.address)) {
    for (const Interface& interface : node->interfaces) {
      if (interface.name != asking.interface || interface.network.empty()) continue;
      const Interface* plug = owner->interface_on(interface.network);
      if (owner != node && plug && incident.owns(owner->name, asking.address))
        return model::Neighbour{owner, plug};
    }
  }
  return std::nullopt;
}

/// The larger of both counts (arp_ignore of net/ipv4/arp.c).
void blame_arp_ignore(Finding& finding, const Incident& incident, const model::Neighbour& owner) {
  const std::string& node = owner.node->name;
  for (const std::string& scope : {std::string("all"), owner.interface->name}) {
    const std::string name = fmt::format("net.ipv4.conf.{}.arp_ignore", scope);
    const std::string value = incident.sysctl(node, name);
    if (value.empty() || value == "0") continue;
    finding.sysctl(node, name);
    finding.remedy(node, fmt::format("sysctl -w {}=0", name), "gone after a reboot");
  }
}

void add_remedy(Finding& finding, const Incident& incident, const Asking& asking) {
  const std::string& director = incident.director();
  const std::string interface = interface_toward(incident, director, asking.node);
  if (interface.empty() || incident.owns(director, asking.address)) return;
  finding.remedy(director,
                 fmt::format("ip addr add {} dev {}", host_text(asking.address), interface),
                 "gone after a reboot");
}

/// Whose fault it is: the owner that is silent, or the director that should have the address.
std::string guilty(const Incident& incident, const Asking& asking,
                   const std::optional<model::Neighbour>& owner) {
  if (owner) return owner->node->name + "." + owner->interface->name;
  const std::string interface = interface_toward(incident, incident.director(), asking.node);
  return interface.empty() ? asking.node + "." + asking.interface : incident.director() + "." + interface;
}

}  // namespace

MaybeFinding vip_arp_unanswered(const Incident& incident) {
  if (incident.answered() || incident.arrival() || incident.is_client_on_director())
    return std::nullopt;
  const auto asking = unanswered_for_vip(incident);
  if (!asking || is_filtered(incident, asking->address)) return std::nullopt;
  if (!asking->address.is_v4() && request_dropped_by_filter(incident)) return std::nullopt;
  const std::string vip = asking->address.text();
  const auto owner = owner_beside(incident, *asking);
  Finding finding(
      incident, guilty(incident, *asking, owner),
      owner
          ? fmt::format("{} asks for the MAC address of {}, and {}, which has it, does not answer",
                        asking->node, vip, owner->node->name)
          : fmt::format("{} asks for the MAC address of {}, and nobody answers", asking->node,
                        vip));
  finding.cite(asking->asked, "unanswered");
  if (asking->failed)
    finding.say(fmt::format("{}: ip neigh: {} dev {} FAILED", asking->node, vip,
                            asking->failed->interface));
  finding.rules_out("services and filters: no packet of the connection came to the director");
  if (owner) blame_arp_ignore(finding, incident, *owner);
  add_remedy(finding, incident, *asking);
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

#include "harness/model/ownership.hh"
#include "harness/verdict/diagnosis/arp.hh"
#include "harness/verdict/diagnosis/halt.hh"
#include "harness/verdict/diagnosis/route_remedy.hh"
#include "harness/verdict/diagnosis/rules.hh"
#include "harness/verdict/diagnosis/switch_way.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

struct Plug {
  std::string node, interface;
};

bool is_shut(const Incident& incident, const Plug& plug) {
  const NodeFacts* facts = incident.facts(plug.node);
  return facts && std::ranges::any_of(facts->interfaces, [&](const InterfaceFact& interface) {
           return interface.name == plug.interface && interface.shut;
         });
}

/// The way on as it is configured: a link that is down has taken its routes with it.
std::optional<Plug> shut_way_on(const Incident& incident, const Halt& halt) {
  const Node* node = incident.deployment().find_node(halt.node);
  if (!node) return std::nullopt;
  const model::RouteDecision on = model::Routes(*node).sent(halt.destination);
  if (!on.leaves()) return std::nullopt;
  const Plug own{halt.node, on.interface};
  if (is_shut(incident, own)) return own;
  const auto next = model::neighbour_of(incident.deployment(), *node, on.interface,
                                        on.via.value_or(halt.destination));
  if (!next) return std::nullopt;
  const Plug other{next->node->name, next->interface->name};
  return is_shut(incident, other) ? std::optional(other) : std::nullopt;
}

/// Behind the choice of a server: other causes take effect before.
bool is_behind(const Incident& incident, const Halt& halt) {
  const trace::Crossing* dispatch = incident.dispatch();
  return halt.back || halt.node == incident.director() ||
         (dispatch && halt.seen && halt.seen->time_ns >= dispatch->time_ns);
}

MaybeFinding shut_on_the_way(const Incident& incident, bool behind) {
  for (const Halt& halt : halts(incident)) {
    if (is_behind(incident, halt) != behind) continue;
    const auto plug = shut_way_on(incident, halt);
    if (!plug) continue;
    const std::string at = plug->node + "." + plug->interface;
    Finding finding(incident, at,
                    fmt::format("interface {} of {} is down, so nothing gets from {} to {}",
                                plug->interface, plug->node, halt.node, halt.destination.text()));
    finding.cite(halt.seen, "and nothing behind it");
    if (const std::string way = way_over_switch(halt.seen); !way.empty()) finding.say(way);
    if (const auto hop = next_hop_of(incident, halt))
      finding.cite(unanswered_question(incident.trace(), halt.node, *hop), "unanswered");
    finding.say(fmt::format("{}: ip link: {} is not UP", plug->node, plug->interface));
    finding.rules_out("services and filters of the nodes behind: nothing came to them");
    finding.remedy(plug->node, fmt::format("ip link set {} up", plug->interface));
    add_lost_with_link(finding, incident, plug->node, plug->interface);
    return finding.take();
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding interface_down(const Incident& incident) { return shut_on_the_way(incident, false); }
MaybeFinding interface_down_behind(const Incident& incident) {
  return shut_on_the_way(incident, true);
}

}  // namespace hopproof::verdict

#include "harness/model/way.hh"

#include "harness/model/ownership.hh"

#include <algorithm>

namespace hopproof::model {
namespace {

bool is_here(const RouteDecision& decision) {
  return decision.kind == RouteDecision::Kind::local ||
         decision.kind == RouteDecision::Kind::broadcast;
}

}  // namespace

bool Way::passes(const Node& node) const { return std::ranges::find(nodes, &node) != nodes.end(); }

Way way_of(const Case& deployment, const Node& from, const IpAddress& destination,
           std::optional<IpAddress> source, const Node* until) {
  Way way;
  RouteQuery packet;
  packet.destination = destination;
  packet.source = source;
  way.nodes.push_back(&from);
  way.last = Routes(from).sent(packet);
  if (!packet.source) packet.source = way.last.source;
  while (way.nodes.size() < most_hops) {
    if (&way.stands_at() == until) return way.end = Way::End::reaches, way;
    if (is_here(way.last)) return way.end = Way::End::arrives, way;
    if (!way.last.leaves()) return way.end = Way::End::stopped, way;
    const auto next = neighbour_of(deployment, way.stands_at(), way.last.interface,
                                   way.last.via.value_or(destination));
    if (!next) return way.end = Way::End::unclaimed, way;
    way.input = packet.input = next->interface->name;
    way.nodes.push_back(next->node);
    way.last = Routes(*next->node).received(packet);
  }
  return way;
}

bool goes_through(const Case& deployment, const Node& from, const IpAddress& destination,
                  const std::optional<IpAddress>& source, const Node& through) {
  return way_of(deployment, from, destination, source, &through).end == Way::End::reaches;
}

}  // namespace hopproof::model

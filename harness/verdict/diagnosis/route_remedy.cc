#include "harness/verdict/diagnosis/route_remedy.hh"

#include "harness/model/written_routes.hh"
#include "harness/verdict/diagnosis/next_hop.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

/// The node's own lines that say no to this destination.
bool take_refusals_away(Finding& finding, const Node& node, const IpAddress& destination) {
  bool some = false;
  const auto remedy = [&](const std::string& command) {
    finding.remedy(node.name, command, "gone for good only in its configuration");
    some = true;
  };
  for (const PolicyRuleItem& item : model::refusing_rules(node, destination))
    remedy("ip rule del " + item.text);
  for (const RouteItem& item : model::refusing_routes(node, destination))
    remedy("ip route del " + item.text);
  return some;
}

const Interface* find_interface(const Node& node, const std::string& name) {
  const auto found = std::ranges::find(node.interfaces, name, &Interface::name);
  return found == node.interfaces.end() ? nullptr : &*found;
}

}  // namespace

void add_route_remedy(Finding& finding, const Incident& incident, const std::string& node,
                      const IpAddress& destination, const std::string& next) {
  const Node* configured = incident.deployment().find_node(node);
  if (!configured || take_refusals_away(finding, *configured, destination)) return;
  auto hop = next.empty() ? std::nullopt : address_toward(incident, node, next);
  if (!hop) hop = some_router(incident, node);
  if (!hop || *hop == destination) return;
  finding.remedy(node,
                 fmt::format("ip route {} {} via {}",
                             model::has_host_route(*configured, destination) ? "replace" : "add",
                             host_text(destination), hop->text()),
                 "gone after a reboot");
}

void add_removal(Finding& finding, const Incident& incident, const std::string& node,
                 const IpAddress& address) {
  const Node* configured = incident.deployment().find_node(node);
  if (!configured) return;
  for (const Interface& interface : configured->interfaces) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (own.cidr.address == address)
        finding.remedy(node, fmt::format("ip addr del {} dev {}", own.cidr.text(), interface.name),
                       "gone for good only in its configuration");
    }
  }
}

void add_lost_with_link(Finding& finding, const Incident& incident, const std::string& node,
                        const std::string& interface) {
  const Node* configured = incident.deployment().find_node(node);
  const Interface* link = configured ? find_interface(*configured, interface) : nullptr;
  if (!link) return;
  for (const InterfaceAddress& own : link->addresses) {
    if (!own.cidr.address.is_v4())
      finding.remedy(node, fmt::format("ip addr replace {} dev {}", own.cidr.text(), interface),
                     "IPv6 addresses go with the link");
  }
  for (const RouteItem& item : model::routes_through(*configured, *link))
    finding.remedy(node, "ip route replace " + item.text, "this route went with the link");
}

}  // namespace hopproof::verdict

#include "harness/run/describe.hh"

#include "harness/ablate/need_verdict.hh"
#include "harness/lint/lint.hh"
#include "harness/lint/prediction/prediction.hh"
#include "netns/plan.hh"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hopproof::run {
namespace {

bool is_client(const Case& deployment, const Node& node) {
  return std::ranges::any_of(deployment.steps, [&](const Step& step) {
    const Probe* probe = std::get_if<Probe>(&step.action);
    return probe && std::ranges::find(probe->from, node.name) != probe->from.end();
  });
}

bool is_real_server(const Case& deployment, const Node& node) {
  for (const Node& director : deployment.nodes) {
    for (const IpvsItem& item : director.ipvs) {
      if (item.command.server && node.owns(item.command.server->address)) return true;
    }
  }
  return false;
}

std::string role_of(const Case& deployment, const Node& node) {
  if (node.is_director) return "director";
  if (is_real_server(deployment, node)) return "real server";
  if (is_client(deployment, node)) return "client";
  return node.interfaces.size() > 1 ? "router" : "node";
}

verdict::InterfaceResult describe(const Interface& interface) {
  verdict::InterfaceResult result{interface.name, interface.network, "", {}};
  for (const InterfaceAddress& address : interface.addresses)
    result.addresses.push_back(address.text);
  return result;
}

template <class Items>
void add_items(verdict::NodeResult& result, const char* section, const Items& items,
               std::string_view between = "") {
  for (const auto& item : items) {
    const std::string text =
        between.empty() ? item.text : fmt::format("{}{}{}", item.name, between, item.text);
    result.items.push_back({fmt::format("{}.{}.{}", result.name, section, item.name), text, ""});
  }
}

verdict::NodeResult describe(const Case& deployment, const Node& node) {
  verdict::NodeResult result;
  result.name = node.name;
  result.role = role_of(deployment, node);
  for (const Interface& interface : node.interfaces)
    result.interfaces.push_back(describe(interface));
  add_items(result, "routes", node.routes);
  add_items(result, "rules", node.rules);
  add_items(result, "sysctls", node.sysctls, " = ");
  add_items(result, "ipvs", node.ipvs);
  add_items(result, "ipset", node.ipsets);
  add_items(result, "iptables", node.iptables);
  add_items(result, "ip6tables", node.ip6tables);
  add_items(result, "nftables", node.nftables.items);
  add_items(result, "run", node.run);
  for (const Serve& serve : node.serves) result.serves.push_back(serve.text());
  result.commands = netns::commands_on(deployment, node);
  return result;
}

}  // namespace

verdict::CaseResult describe(const Case& deployment) {
  verdict::CaseResult result;
  result.file = deployment.file;
  result.name = deployment.name;
  result.about = deployment.about;
  result.source = deployment.source;
  for (const Network& network : deployment.networks)
    result.networks.push_back({network.name, network.mtu});
  for (const Node& node : deployment.nodes) result.nodes.push_back(describe(deployment, node));
  result.predictions = lint::predictions(deployment);
  result.warnings = lint::lint(deployment);
  for (const Need& need : deployment.needs)
    result.needs.push_back(ablate::unjudged(need, "the case itself did not pass"));
  return result;
}

}  // namespace hopproof::run

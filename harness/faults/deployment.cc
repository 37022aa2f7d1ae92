#include "harness/faults/deployment.hh"

#include "harness/base/text.hh"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hopproof::faults {
namespace {

std::string quoted(const std::string& text) { return fmt::format("\"{}\"", text); }

std::string list(const std::string& key, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  std::string text = fmt::format("    {}:\n", key);
  for (const std::string& line : lines) text += fmt::format("      - {}\n", quoted(line));
  return text;
}

std::string block(const std::string& key, const std::string& lines) {
  if (lines.empty()) return "";
  std::string text = fmt::format("    {}: |\n", key);
  for (const std::string_view line : lines_of(lines)) text += fmt::format("      {}\n", line);
  return text;
}

std::string plug_text(const DeployedNode::Plug& plug) {
  std::string addresses;
  for (const std::string& address : plug.addresses)
    addresses += (addresses.empty() ? "" : ", ") + quoted(address);
  return fmt::format("      {}: {{network: {}, addresses: [{}]}}\n", plug.name,
                     plug.network.empty() ? "none" : plug.network, addresses);
}

std::string node_text(const DeployedNode& node, const Deployment& deployment) {
  std::string text = fmt::format("  {}:\n    interfaces:\n", node.name);
  for (const DeployedNode::Plug& plug : node.plugs) text += plug_text(plug);
  text += list("routes", node.routes) + list("rules", node.rules);
  if (!node.sysctls.empty()) text += "    sysctls:\n";
  for (const auto& [name, value] : node.sysctls) text += fmt::format("      {}: {}\n", name, value);
  text += list("ipvs", node.ipvs);
  text += list(deployment.family == Family::v4 ? "iptables" : "ip6tables", node.firewall);
  return text + block("nftables", node.nftables) + list("serves", node.serves);
}

}  // namespace

std::string with_host_prefix(const std::string& address, Family family) {
  return address + (family == Family::v4 ? "/32" : "/128");
}

std::string with_network_prefix(const std::string& address, Family family) {
  return address + (family == Family::v4 ? "/24" : "/64");
}

std::string forwarding_sysctl(Family family) {
  return family == Family::v4 ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding";
}

DeployedNode::Plug& DeployedNode::plug(const std::string& interface) {
  const auto found = std::ranges::find(plugs, interface, &Plug::name);
  return found != plugs.end() ? *found : plugs.emplace_back(Plug{interface, "", {}});
}

DeployedNode& Deployment::node(const std::string& node_name) {
  const auto found = std::ranges::find(nodes, node_name, &DeployedNode::name);
  if (found != nodes.end()) return *found;
  DeployedNode& added = nodes.emplace_back();
  added.name = node_name;
  return added;
}

const DeployedNode& Deployment::node(const std::string& node_name) const {
  return *std::ranges::find(nodes, node_name, &DeployedNode::name);
}

std::string Deployment::endpoint(const std::string& address, int port) {
  const bool is_v6 = address.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", address, port) : fmt::format("{}:{}", address, port);
}

std::string Deployment::case_text(const std::string& title) const {
  std::set<std::string> networks;
  for (const DeployedNode& one : nodes) {
    for (const DeployedNode::Plug& plug : one.plugs)
      if (!plug.network.empty()) networks.insert(plug.network);
  }
  std::string text = fmt::format("case: 1\nname: {}\nnetworks:\n", quoted(title));
  for (const std::string& network : networks) text += fmt::format("  {}: {{}}\n", network);
  text += "nodes:\n";
  for (const DeployedNode& one : nodes) text += node_text(one, *this);
  text += "steps:\n";
  for (const auto& [at, line] : commands) text += fmt::format("  - {}: {}\n", at, quoted(line));
  const std::string word = protocol == "tcp" && !held ? "http" : protocol;
  text += fmt::format(
      "  - probe: {{from: {}, {}: {}{}{}}}\n", client, word, quoted(endpoint(asked, port)),
      times > 1 ? fmt::format(", times: {}", times) : "", held ? ", hold: session" : "");
  for (const std::string& step : while_held) text += fmt::format("  - {}\n", step);
  return held ? text + "  - probe: {on: session}\n" : text;
}

}  // namespace hopproof::faults

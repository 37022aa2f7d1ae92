#include "reports/html/topology.hh"

#include "reports/html/escape.hh"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::html {
namespace {

constexpr int kNodeWidth = 210, kGap = 24, kBoxHeight = 52, kNetworkStep = 74, kTop = 10;

/// Clients left, directors in the middle, real servers right: as a packet travels.
std::vector<const NodeResult*> in_order(const CaseResult& result) {
  static const std::array<std::string_view, 5> order{"client", "node", "router", "director",
                                                     "real server"};
  std::vector<const NodeResult*> nodes;
  for (const NodeResult& node : result.nodes) nodes.push_back(&node);
  const auto rank = [](const NodeResult* n) {
    return std::ranges::find(order, n->role) - order.begin();
  };
  std::ranges::stable_sort(nodes, {}, rank);
  return nodes;
}

int network_y(const CaseResult& result, const std::string& name) {
  for (size_t i = 0; i < result.networks.size(); ++i) {
    if (result.networks[i].name == name) return kTop + kBoxHeight + int(i + 1) * kNetworkStep;
  }
  return 0;
}

std::string box(const NodeResult& node, int x) {
  return fmt::format(
      R"(<g class="node role-{}"><rect x="{}" y="{}" width="{}" height="{}" rx="6"/>)"
      R"(<text x="{}" y="{}" class="node-name">{}</text><text x="{}" y="{}" class="node-role">{}</text></g>)",
      slug(node.role), x, kTop, kNodeWidth, kBoxHeight, x + 12, kTop + 22, escape(node.name),
      x + 12, kTop + 41,
      escape(node.serves.empty() ? node.role
                                 : fmt::format("{}, {}", node.role, fmt::join(node.serves, " "))));
}

std::string drop(const InterfaceResult& interface, int x, int y) {
  std::string svg = fmt::format(R"(<line x1="{0}" y1="{1}" x2="{0}" y2="{2}" class="wire"/>)"
                                R"(<circle cx="{0}" cy="{2}" r="4" class="port"/>)",
                                x, kTop + kBoxHeight, y);
  int line = y - 10 - 15 * int(interface.addresses.size());
  svg += fmt::format(R"(<text x="{}" y="{}" class="interface">{}</text>)", x + 7, line,
                     escape(interface.name));
  for (const std::string& address : interface.addresses) {
    line += 15;
    svg += fmt::format(R"(<text x="{}" y="{}" class="address">{}</text>)", x + 7, line,
                       escape(address));
  }
  return svg;
}

std::string drops(const CaseResult& result, const NodeResult& node, int x) {
  std::string svg;
  int at = x + 14;
  for (const InterfaceResult& interface : node.interfaces) {
    const int y = network_y(result, interface.network);
    if (y > 0) svg += drop(interface, at, y);
    at += 22;
  }
  return svg;
}

std::string network_line(const CaseResult& result, const NetworkResult& network, int width) {
  const int y = network_y(result, network.name);
  const std::string mtu = network.mtu == 1500 ? "" : fmt::format(", mtu {}", network.mtu);
  return fmt::format(
      R"(<line x1="4" y1="{0}" x2="{1}" y2="{0}" class="network"/>)"
      R"(<text x="{1}" y="{2}" text-anchor="end" class="network-name">{3}{4}</text>)",
      y, width - 4, y + 16, escape(network.name), mtu);
}

std::string as_table(const CaseResult& result) {
  std::string rows;
  for (const NodeResult& node : result.nodes) {
    for (const InterfaceResult& interface : node.interfaces) {
      rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                          escape(node.name), escape(node.role), escape(interface.name),
                          escape(interface.network),
                          escape(fmt::format("{}", fmt::join(interface.addresses, ", "))));
    }
  }
  return "<details><summary>as a table</summary><table><thead><tr><th>node</th><th>role</th>"
         "<th>interface</th><th>network</th><th>addresses</th></tr></thead><tbody>\n" +
         rows + "</tbody></table></details>\n";
}

}  // namespace

std::string topology(const CaseResult& result) {
  const auto nodes = in_order(result);
  const int width = int(nodes.size()) * (kNodeWidth + kGap) + kGap;
  const int height = kTop + kBoxHeight + int(result.networks.size()) * kNetworkStep + 30;
  std::string svg = fmt::format(
      R"(<div class="scroll"><svg class="topology" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="topology of {2}">)",
      width, height, escape(result.name));
  for (const NetworkResult& network : result.networks) svg += network_line(result, network, width);
  int x = kGap;
  for (const NodeResult* node : nodes) {
    svg += drops(result, *node, x) + box(*node, x);
    x += kNodeWidth + kGap;
  }
  return svg + "</svg></div>\n" + as_table(result);
}

}  // namespace hopproof::html

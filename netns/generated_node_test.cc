#include "netns/generated_node.hh"

#include "harness/case/route/route.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof::netns {
namespace {

using Words = std::vector<std::string>;

Cidr network_of(const IpAddress& address, int prefix) { return {address.masked(prefix), prefix}; }

}  // namespace

const Words& NodeGenerator::interfaces() {
  static const Words names{"e1", "e2", "e3"};
  return names;
}

/// One of few: 10.0.0.1 to 10.0.2.7, 2001:db8::1 to 2001:db8:2::7.
IpAddress NodeGenerator::address() {
  const auto net = unsigned(below(3)), host = unsigned(below(7)) + 1;
  const auto text = family_ == Family::v4 ? fmt::format("10.0.{}.{}", net, host)
                                          : fmt::format("2001:db8:{}::{}", net, host);
  return *IpAddress::parse(text);
}

std::string NodeGenerator::network() {
  if (percent(20)) return "default";
  const std::array<int, 7> v4{8, 15, 22, 24, 24, 30, 32}, v6{16, 32, 46, 48, 64, 126, 128};
  return network_of(address(), pick(family_ == Family::v4 ? v4 : v6)).text();
}

std::string NodeGenerator::interface() { return percent(8) ? "lo" : pick(interfaces()); }

std::string NodeGenerator::route(const Node& node) {
  std::string line;
  const bool plain = percent(70);
  if (!plain) line = pick(Words{"blackhole ", "unreachable ", "prohibit ", "local "});
  const bool refuses = !plain && line != "local ";
  line += network();
  const bool has_gateway = plain && percent(60);
  if (has_gateway) line += " via " + address().text();
  if (!refuses && (!has_gateway || percent(35))) line += " dev " + interface();
  if (has_gateway && percent(10)) line += " onlink";
  if (percent(40)) line += " metric " + pick(Words{"1", "2", "100", "256", "1024"});
  if (percent(45)) line += " table " + pick(Words{"100", "100", "200", "default", "local", "main"});
  if (!refuses && percent(25)) line += " src " + interesting(node).text();
  if (plain && percent(6)) line += " scope " + pick(Words{"link", "global", "site", "host"});
  // A default route says its family by an address only.
  const bool unclear = line.find("default") != std::string::npos && !has_gateway &&
                       line.find("src") == std::string::npos;
  if (unclear && family_ == Family::v6) line.replace(line.find("default"), 7, "::/0");
  return line;
}

std::string NodeGenerator::rule() {
  std::string line = percent(15) ? "not " : "";
  const std::string any = family_ == Family::v4 ? "0.0.0.0/0" : "::/0";
  const auto where = [&] {
    const std::string one = network();
    return one == "default" ? any : one;
  };
  line += "from " + (percent(50) ? where() : any);
  if (percent(35)) line += " to " + where();
  if (percent(15)) line += " iif " + (percent(30) ? "lo" : pick(interfaces()));
  if (percent(10)) line += " oif " + pick(interfaces());
  if (percent(30)) line += " fwmark " + pick(Words{"1", "2", "0", "1/1", "3/2", "0/3"});
  if (percent(50)) line += " priority " + pick(Words{"0", "1", "50", "50", "32766", "40000"});
  const Words actions{"blackhole", "unreachable", "prohibit"};
  if (percent(15)) return line + " " + pick(actions);
  return line + " lookup " + pick(Words{"100", "100", "200", "main", "default", "local"});
}

void NodeGenerator::add_addresses(Interface& interface, Node& node) {
  const auto count = below(4);
  const std::array<int, 6> v4{16, 24, 24, 30, 31, 32}, v6{32, 48, 64, 64, 126, 128};
  for (uint64_t i = 0; i < count; ++i) {
    const IpAddress own = address();
    const Cidr cidr{own, pick(family_ == Family::v4 ? v4 : v6)};
    // The case language takes an address only once.
    const auto same = [&](const InterfaceAddress& other) { return other.cidr.address == own; };
    if (!node.owns(own) && std::ranges::none_of(interface.addresses, same))
      interface.addresses.push_back({cidr, cidr.text(), {}});
  }
}

void NodeGenerator::add_routes(Node& node) {
  const auto count = below(9);
  for (uint64_t i = 0; i < count; ++i) {
    RouteItem item;
    item.name = std::to_string(node.routes.size() + 1);
    item.text = route(node);
    const auto parsed = parse_route(item.text);
    if (!std::holds_alternative<Route>(parsed)) continue;
    item.route = std::get<Route>(parsed);
    // Nor a gateway that is the node itself (case/reader/route_check.cc).
    if (item.route.via && node.owns(*item.route.via)) continue;
    node.routes.push_back(std::move(item));
  }
}

void NodeGenerator::add_rules(Node& node) {
  const auto count = percent(40) ? 0 : below(5);
  for (uint64_t i = 0; i < count; ++i) {
    PolicyRuleItem item;
    item.name = std::to_string(node.rules.size() + 1);
    item.text = rule();
    const auto parsed = parse_policy_rule(item.text);
    if (!std::holds_alternative<PolicyRule>(parsed)) continue;
    item.rule = std::get<PolicyRule>(parsed);
    node.rules.push_back(std::move(item));
  }
}

/// All of them each time: the namespace is used again.
void NodeGenerator::add_sysctls(Node& node) {
  const auto set = [&](const std::string& name, const std::string& value) {
    SysctlItem item;
    item.name = name;
    item.text = value;
    node.sysctls.push_back(std::move(item));
  };
  set("net.ipv4.ip_forward", percent(75) ? "1" : "0");
  set("net.ipv6.conf.all.forwarding", "1");  // a lookup does not look at it
  set("net.ipv4.conf.all.send_redirects", percent(50) ? "1" : "0");
  set("net.ipv4.conf.all.rp_filter", percent(70) ? "0" : pick(Words{"1", "2"}));
  for (const std::string& name : interfaces()) {
    set(fmt::format("net.ipv4.conf.{}.forwarding", name), percent(80) ? "1" : "0");
    set(fmt::format("net.ipv4.conf.{}.rp_filter", name), percent(70) ? "0" : pick(Words{"1", "2"}));
    set(fmt::format("net.ipv4.conf.{}.accept_local", name), percent(85) ? "0" : "1");
    set(fmt::format("net.ipv4.conf.{}.src_valid_mark", name), percent(85) ? "0" : "1");
    set(fmt::format("net.ipv4.conf.{}.send_redirects", name), percent(50) ? "0" : "1");
  }
}

Node NodeGenerator::node() {
  Node made;
  made.name = "node";
  for (const std::string& name : interfaces()) {
    made.interfaces.emplace_back().name = name;
    Interface filled = made.interfaces.back();
    add_addresses(filled, made);
    made.interfaces.back() = std::move(filled);
  }
  add_sysctls(made);
  add_rules(made);
  add_routes(made);
  return made;
}

/// An own address, one beside it, the last of its network, or any.
IpAddress NodeGenerator::interesting(const Node& node) {
  std::vector<Cidr> own;
  for (const Interface& one : node.interfaces)
    for (const InterfaceAddress& address : one.addresses) own.push_back(address.cidr);
  if (own.empty() || percent(40)) return address();
  const Cidr chosen = pick(own);
  if (chosen.address.is_v4() && percent(15))
    return IpAddress::v4(chosen.address.v4_host_order() | 0xff);
  return chosen.address;
}

std::vector<model::RouteQuery> NodeGenerator::queries(const Node& node) {
  std::vector<model::RouteQuery> asked;
  for (int i = 0; i < 12; ++i) {
    model::RouteQuery query;
    query.destination = percent(60) ? address() : interesting(node);
    if (percent(10))
      query.destination = *IpAddress::parse(family_ == Family::v4 ? "192.0.2.1" : "fd00::1");
    if (percent(30)) query.source = interesting(node);
    if (percent(25)) query.mark = uint32_t(below(4));
    if (percent(30)) {
      query.input = pick(interfaces());
      query.source = percent(70) ? address() : interesting(node);
    } else if (percent(15)) {
      query.output = pick(interfaces());
    }
    asked.push_back(std::move(query));
  }
  return asked;
}

std::string text(const Node& node) {
  std::string lines;
  for (const SysctlItem& item : node.sysctls)
    lines += fmt::format("  sysctl -w {}={}\n", item.name, item.text);
  for (const Interface& interface : node.interfaces)
    for (const InterfaceAddress& own : interface.addresses)
      lines += fmt::format("  ip address add {} dev {}\n", own.text, interface.name);
  for (const PolicyRuleItem& item : node.rules) lines += "  ip rule add " + item.text + "\n";
  for (const RouteItem& item : node.routes) lines += "  ip route add " + item.text + "\n";
  return lines;
}

std::string text(const model::RouteQuery& query) {
  std::string line = "ip route get " + query.destination.text();
  if (query.source) line += " from " + query.source->text();
  if (!query.input.empty()) line += " iif " + query.input;
  if (!query.output.empty()) line += " oif " + query.output;
  if (query.mark != 0) line += fmt::format(" mark {}", query.mark);
  return line;
}

TEST(GeneratedNode, IsTheSameForTheSameSeed) {
  NodeGenerator one(7, Family::v4), other(7, Family::v4);
  EXPECT_EQ(text(one.node()), text(other.node()));
}

}  // namespace hopproof::netns

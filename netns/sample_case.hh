#pragma once

#include "harness/case/case.hh"

#include <string>
#include <vector>

namespace hopproof::netns::sample {

// Cases for the tests of this folder, made without the parser.

inline Interface interface(const std::string& name, const std::string& network,
                           const std::vector<std::string>& addresses) {
  Interface result;
  result.name = name;
  result.network = network;
  for (const std::string& text : addresses)
    result.addresses.push_back({Cidr::parse(text).value(), text, {}});
  return result;
}

inline Node node(const std::string& name, std::vector<Interface> interfaces) {
  Node result;
  result.name = name;
  result.interfaces = std::move(interfaces);
  return result;
}

inline RouteItem route(const std::string& name, const std::string& text, const std::string& to,
                       const std::string& via) {
  RouteItem item;
  item.name = name;
  item.text = text;
  item.route.destination = Cidr::parse(to).value();
  item.route.family = item.route.destination.address.family();
  if (!via.empty()) item.route.via = IpAddress::parse(via);
  return item;
}

inline SysctlItem sysctl(const std::string& name, const std::string& value) {
  SysctlItem item;
  item.name = name;
  item.text = value;
  return item;
}

/// Client, director and two servers on one switch; the VIP is the director's second address.
inline Case one_arm() {
  Case result;
  result.name = "one arm";
  result.networks = {{"lan", 1500, {}}};
  result.nodes = {
      node("client", {interface("lan", "lan", {"1.65.15.140/24"})}),
      node("director", {interface("lan", "lan", {"1.65.15.141/24", "100.222.111.1/24"})}),
      node("rs1", {interface("lan", "lan", {"1.65.15.143/24"})}),
      node("rs2", {interface("lan", "lan", {"1.65.15.144/24"})})};
  result.nodes[0].routes = {
      route("to-vip", "100.222.111.1 via 1.65.15.141", "100.222.111.1/32", "1.65.15.141")};
  result.nodes[1].sysctls = {sysctl("net.ipv4.ip_forward", "1"),
                             sysctl("net.ipv4.vs.conntrack", "1")};
  return result;
}

/// Client, director, server in a row: two veth pairs.
inline Case two_arm() {
  Case result;
  result.name = "two arms";
  result.networks = {{"front", 1500, {}}, {"back", 1400, {}}};
  result.nodes = {node("client", {interface("front", "front", {"10.1.0.9/24"})}),
                  node("director", {interface("front", "front", {"10.1.0.1/24"}),
                                    interface("back", "back", {"10.2.0.1/24"}),
                                    interface("kube-ipvs0", "", {"10.99.0.1/32"})}),
                  node("rs1", {interface("back", "back", {"10.2.0.5/24"})})};
  result.nodes[0].routes = {
      route("to-vip", "10.99.0.1 via 10.1.0.1", "10.99.0.1/32", "10.1.0.1"),
      route("to-servers", "10.2.0.0/24 via 10.1.0.1", "10.2.0.0/24", "10.1.0.1")};
  result.nodes[1].sysctls = {sysctl("net.ipv4.ip_forward", "1")};
  result.nodes[2].routes = {route("gateway", "default via 10.2.0.1", "0.0.0.0/0", "10.2.0.1")};
  return result;
}

}  // namespace hopproof::netns::sample

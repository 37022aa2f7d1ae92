#pragma once

#include "harness/base/address.hh"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hopproof::faults {

/// A node as the lines of its case, so that a fault can add, change or take away one.
struct DeployedNode {
  struct Plug {
    std::string name;  ///< of the interface
    std::string network;
    std::vector<std::string> addresses;
  };
  std::string name;
  std::vector<Plug> plugs;
  std::vector<std::string> routes, rules;
  std::map<std::string, std::string> sysctls;
  std::vector<std::string> ipvs, firewall;  ///< firewall: iptables, or ip6tables of an IPv6 one
  std::string nftables;
  std::vector<std::string> serves;

  Plug& plug(const std::string& interface);
};

/// A healthy deployment with one probe, and the part that each node and address plays in it: what a
/// fault has to know to be put in.
struct Deployment {
  std::string name;
  Family family = Family::v4;
  std::string protocol = "tcp";  ///< tcp, udp or sctp
  std::vector<DeployedNode> nodes;
  std::vector<std::pair<std::string, std::string>> commands;  ///< node, line: before the probe
  int times = 1;
  bool held = false;  ///< the probe opens a connection; one on the same connection follows
  std::vector<std::string> while_held;  ///< steps in between: "director: ...", "wait: 4s"

  std::string client = "client", director = "director", server = "rs";  ///< server: the last one
  std::string router_before, router_behind;                             ///< "": there is none
  std::string cip, asked, vip, rip;  ///< asked: what the client connects to
  int port = 80, server_port = 8080;
  std::string seen;         ///< the client's address as the server sees it
  std::string front, back;  ///< the director's interfaces, toward client and server
  std::string spare;        ///< a free address on the servers' network

  DeployedNode& node(const std::string& node_name);
  const DeployedNode& node(const std::string& node_name) const;
  bool is_local() const { return server == director; }
  bool client_is_director() const { return client == director; }
  bool is_masqueraded() const { return seen != cip; }
  /// "10.0.0.1:80", "[2001:db8::1]:80"
  static std::string endpoint(const std::string& address, int port);
  /// The text of its case, which expects that the probe is answered.
  std::string case_text(const std::string& title) const;
};

/// "10.0.0.1/32", and "10.0.0.1/24": the networks of a matrix have 256 addresses, or /64.
std::string with_host_prefix(const std::string& address, Family family);
std::string with_network_prefix(const std::string& address, Family family);
/// The sysctl that makes a node a router.
std::string forwarding_sysctl(Family family);

/// All kinds of healthy deployments; `variant` (0 to 99) chooses networks and ports.
std::vector<Deployment> healthy_deployments(int variant);

}  // namespace hopproof::faults

#pragma once

#include "harness/base/address.hh"
#include "harness/case/iptables/iptables.hh"
#include "harness/case/ipvsadm/service_table.hh"
#include "harness/case/route/route.hh"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hopproof::verdict {

/// What `ip route get` is asked in one node.
struct RouteQuestion {
  std::string node;
  IpAddress destination;
  std::optional<IpAddress> source;  ///< from: an own address, or with `input` anybody's
  std::string input;                ///< iif: as if it came in there; "": sent by the node itself
  auto operator<=>(const RouteQuestion&) const = default;
};

/// What the kernel answered.
struct RouteAnswer {
  int error = 0;  ///< ENETUNREACH, EHOSTUNREACH, EXDEV (the reverse path filter), ...; 0: a route
  bool local = false;     ///< the destination is the node itself
  std::string interface;  ///< the way out
  std::optional<IpAddress> gateway;
  std::optional<IpAddress> source;  ///< the address it would take
  bool redirected = false;          ///< learned from an ICMP redirect

  bool reachable() const { return error == 0 && !local; }
};

/// "ip route get 10.1.0.9 from 10.2.0.5: via 10.2.0.254 dev back"
std::string text(const RouteQuestion& question, const RouteAnswer& answer);

struct InterfaceFact {
  std::string name;
  bool up = false;    ///< it has a carrier, too
  bool shut = false;  ///< set down at this node (no IFF_UP)
  std::vector<IpAddress> addresses;
};

struct NeighbourFact {
  IpAddress address;
  std::string interface;
  bool failed = false;  ///< asked for, and not answered
};

/// A server port of the node, TCP or UDP.
struct ListenerFact {
  uint8_t protocol = 6;
  Endpoint local;
};

/// An iptables rule, or a chain's policy, as it is now.
struct RuleFact {
  Family family = Family::v4;
  std::string item;  ///< "director.iptables.drop"; "" when commands of the case added it
  std::string text;  ///< in the user's words where it is an item of the case
  IptablesRule rule;
  bool policy = false;
  uint64_t moved = 0;  ///< packets in this step; since it was added where it is not an item
};

/// A rule of nftables, or a policy that drops, as it is now. The tables that iptables-nft keeps are
/// rules of iptables instead.
struct NftRuleFact {
  std::string item;  ///< "lb.nftables.filter.forward.1"; "" when commands of the case added it
  std::string text;  ///< as nft prints it, without its counter: "tcp dport 80 drop"
  std::string family, table, chain;  ///< "inet", "filter", "forward"
  std::string hook;                  ///< of a base chain: "forward"; else ""
  int priority = 0;
  bool policy = false;  ///< then `text` is "policy drop"
  std::string verdict;  ///< "drop", "reject", "jump", ...; "": none, or looked up in a map
  std::optional<uint64_t> moved;  ///< packets in this step (since it was added, where it is not an
                                  ///< item); nullopt: it does not count
};

/// A virtual service as ipvsadm-save prints it.
using ServiceFact = VirtualService;

/// What one node says of itself at the end of a step.
struct NodeFacts {
  std::map<std::string, uint64_t> before, after;  ///< as nstat names them
  std::map<std::string, std::string> sysctls;     ///< "net.ipv4.ip_forward" -> "0"
  std::vector<InterfaceFact> interfaces;
  std::vector<NeighbourFact> neighbours;
  std::vector<ListenerFact> listeners;
  std::vector<RuleFact> rules;   ///< in the order in which they are tried in their chains
  std::vector<NftRuleFact> nft;  ///< in the order in which they are tried in their chains
  std::vector<ServiceFact> services;
  std::vector<std::string> default_routes;  ///< "default via 10.1.0.1 dev lan metric 100"
};

/// What is read from a lab when a connection is to be explained: while it stands, at the step.
struct LabFacts {
  std::map<std::string, NodeFacts> nodes;
  std::map<RouteQuestion, RouteAnswer> routes;
  /// in_martian_src of /proc/net/stat/rt_cache: what the whole kernel dropped for its source
  /// address in this step, in other labs too.
  uint64_t martian_sources = 0;
};

}  // namespace hopproof::verdict

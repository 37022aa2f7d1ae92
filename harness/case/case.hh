#pragma once

#include "harness/base/address.hh"
#include "harness/case/ipset/ipset.hh"
#include "harness/case/iptables/iptables.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"
#include "harness/case/nftables/nftables.hh"
#include "harness/case/outcome.hh"
#include "harness/case/packet/pattern.hh"
#include "harness/case/probe.hh"
#include "harness/case/route/route.hh"
#include "harness/case/text/place.hh"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hopproof {

/// One line of configuration that `needs` can name: NODE.section.NAME.
struct Item {
  std::string name;  ///< its key; without one, its number from 1
  std::string text;  ///< as written
  Place place;
};
struct RouteItem : Item {
  Route route;
};
struct PolicyRuleItem : Item {
  PolicyRule rule;
};
struct IpvsItem : Item {
  IpvsadmCommand command;
};
struct IptablesItem : Item {
  IptablesRule rule;
};
struct IpsetItem : Item {
  IpsetLine line;
};
/// What can be taken out of the text of a node's `nftables`; named TABLE.CHAIN.NUMBER.
struct NftItem : Item {
  NftPart part;
};
/// How to see that a program of `run` has started.
struct Ready {
  enum class Kind { port, address, output, exit, duration };
  Kind kind = Kind::port;
  std::optional<IpAddress> address = {};  ///< the node has it
  std::string output = {};                ///< it printed this
  std::chrono::milliseconds duration{0};  ///< it ran so long

  std::string text() const;
};
struct RunItem : Item {
  Ready ready;
};
struct SysctlItem : Item {};  ///< name "net.ipv4.ip_forward", text "1"

struct Network {
  std::string name;
  int mtu = 1500;
  Place place;
};

struct InterfaceAddress {
  Cidr cidr;
  std::string text;  ///< as written: the last part of the item's path
  Place place;
};

struct Interface {
  std::string name;
  std::string network;  ///< "": plugged in nowhere (lo, tunl0, a dummy)
  std::vector<InterfaceAddress> addresses;
  Place place;
};

/// A built-in server: on every address of the node, on one, or on the wildcard as a naive program.
struct Serve {
  enum class Protocol { http, tcp, udp, sctp };
  Protocol protocol = Protocol::http;
  uint16_t port = 0;
  std::optional<IpAddress> address = {};  ///< nullopt: every one
  /// udp:*:53 - bound to no address, it answers from the one that the routing takes.
  bool naive = false;

  /// The protocol that carries it: protocol::tcp, protocol::udp or protocol::sctp.
  uint8_t transport() const;
  /// As written: "http:80", "udp:*:53", "tcp:10.2.0.5:80".
  std::string text() const;
};

/// A ruleset that nft reads, and what of it can be taken away.
struct Nftables {
  std::string text;
  std::vector<NftItem> items;
  Place place;

  bool empty() const { return text.find_first_not_of(" \t\n") == std::string::npos; }
};

struct NodeFile {
  std::string name;  ///< a plain file name
  std::string text;
};

struct Node {
  std::string name;
  std::vector<Interface> interfaces;
  std::vector<RouteItem> routes;
  std::vector<PolicyRuleItem> rules;
  std::vector<SysctlItem> sysctls;
  bool is_director = false;  ///< `ipvs` is there, though perhaps empty
  std::vector<IpvsItem> ipvs;
  std::vector<IpsetItem> ipsets;
  std::vector<IptablesItem> iptables;
  std::vector<IptablesItem> ip6tables;
  Nftables nftables;
  std::vector<Serve> serves;
  std::vector<NodeFile> files;
  std::vector<RunItem> run;
  Place place;

  const Interface* find_interface(std::string_view name) const;
  const Interface* interface_on(std::string_view network) const;
  bool owns(const IpAddress& address) const;
};

/// Commands of one node, run in order.
struct NodeCommand {
  std::string node;
  std::vector<std::string> lines;
};

/// What happens while a probe is under way.
struct Meanwhile {
  int after = 0;  ///< connections that have ended first; 0: when the first packet is on its way
  std::vector<NodeCommand> commands;
};

struct Wait {
  std::chrono::milliseconds duration{0};
};

/// "director > rs: CIP:cport > RIP:80": a hop and what is seen there.
struct HopClaim {
  HopPattern hop;
  PacketPattern packet;
  Place place;  ///< of the packet text
  Place hop_place;
};

/// The whole way of packets, first hop to last; or the claim that there is none.
struct Way {
  bool none = false;
  std::vector<HopClaim> hops;
  Place place;
};

/// "reply-bypasses-director at rs1.mgmt"
struct FindingClaim {
  std::string id;
  std::string at;
  Place place;
};

struct CounterClaim {
  std::string path;               ///< NODE.iptables.NAME, NODE.ipvs.NAME.OutPkts, NODE.nstat.NAME
  std::optional<uint64_t> value;  ///< nullopt: some
  Place place;
};

struct TextClaim {
  std::string text;
  Place place;
};

struct ServedClaim {
  std::string node;
  int count = 0;
  Place place;
};

struct OutcomeClaim {
  Outcome outcome;
  Place place;
};

struct Expect {
  std::vector<std::string> clients;  ///< empty: all
  std::vector<std::string> servers;  ///< nodes, or addresses that no node owns; empty: all
  std::optional<OutcomeClaim> outcome;
  std::optional<std::vector<FindingClaim>> findings;  ///< an empty list: `none`
  std::optional<Way> request;
  std::optional<Way> reply;
  std::vector<HopClaim> seen;
  std::vector<HopClaim> never;
  std::optional<std::vector<ServedClaim>> served;
  std::vector<CounterClaim> counters;
  std::vector<TextClaim> prints;
  std::vector<TextClaim> lacks;
  std::optional<int> exit;
  Place place;
};

struct Step {
  std::string name;
  std::variant<Probe, NodeCommand, Wait> action;
  std::optional<Meanwhile> meanwhile;  ///< of a probe
  std::chrono::milliseconds within{0};
  std::vector<Expect> expects;      ///< empty: the default is expected
  bool expects_are_a_list = false;  ///< then only what is written is claimed
  Place place;
};

/// "without any one of these items (A or B: without both) the case fails like this"
struct Need {
  std::vector<std::string> items;
  std::vector<FindingClaim> findings;
  std::optional<Outcome> outcome;
  std::string step;
  Place place;
};

/// `only: {ipvs >= 6.12: why}`
struct Only {
  std::string director;  ///< engine or ipvs
  std::string relation;  ///< "", ">=", "<", ...
  std::string version;
  std::string reason;
  Place place;
};

/// A deployment, what happens in it, what is seen, and what is needed. Checked: every name in it
/// refers to something.
struct Case {
  std::string file;    ///< as given by the user
  std::string source;  ///< the whole text
  std::string name;
  std::string about;
  std::vector<Only> only;
  std::vector<Network> networks;
  std::vector<Node> nodes;
  std::vector<Step> steps;
  std::vector<Need> needs;

  const Node* find_node(std::string_view name) const;
  const Network* find_network(std::string_view name) const;
  /// The node that has this address on one of its interfaces, or null.
  const Node* owner(const IpAddress& address) const;
  std::vector<const Node*> directors() const;
};

}  // namespace hopproof

#pragma once

#include "harness/base/address.hh"
#include "harness/case/ipvsadm/service_table.hh"
#include "harness/import/host.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::imports {

/// What a person may say about the deployment (`hopproof import --OPTION`).
struct ImportOptions {
  std::optional<IpAddress> client;  ///< --client
  std::optional<IpAddress> via;     ///< --via: the gateway that the client comes through
  std::optional<Endpoint> only;     ///< --only: this service alone
};

/// A network of the case: a segment that interfaces are plugged into.
struct Segment {
  std::string name;
  std::vector<Cidr> subnets;
  std::string ports;  ///< "lb1 eth0, rs1 eth0"
  int mtu = 0;        ///< 0: the usual one

  bool has(const IpAddress& address) const;
};

struct Port {
  std::string name;
  std::string segment;  ///< "": plugged in nowhere
  std::vector<LinkAddress> addresses;
  Where where;
};

/// A node of the case.
struct Member {
  std::string name;
  std::string role;          ///< what it is, for the reader: "director", "real server of ..."
  bool is_invented = false;  ///< no file tells of it
  bool is_director = false;
  std::vector<Port> ports;
  std::vector<Fact> routes, rules, ipvs, ipsets, iptables, ip6tables, nftables, serves;
  std::vector<Setting> sysctls;
  std::vector<VirtualService> services;

  const Port* owner_of(const IpAddress& address) const;
  const Port* port_on(std::string_view segment) const;
};

/// One request of the case.
struct Request {
  std::string from;
  std::string kind;  ///< http, tcp, udp, sctp
  Endpoint target;
  int times = 1;
  std::string reason;  ///< which service it is for
};

/// The case that is made, before it is text.
struct Deployment {
  std::vector<std::string> sources;
  std::vector<Segment> segments;
  std::vector<Member> members;
  std::vector<Request> requests;
  std::vector<Remark> remarks;

  void assume(std::string text) { remarks.push_back({Remark::Kind::assumed, std::move(text)}); }
  void miss(std::string text) { remarks.push_back({Remark::Kind::missing, std::move(text)}); }
  void contradict(std::string text) { remarks.push_back({Remark::Kind::differs, std::move(text)}); }

  Segment* find_segment(std::string_view name);
  /// The segment whose subnet has this address; null when none has.
  Segment* segment_of(const IpAddress& address);
  const Member* owner_of(const IpAddress& address) const;
  /// `wanted`, or `wanted-2` ... where there is a node of that name.
  std::string free_name(const std::string& wanted) const;
  /// An address of the subnet that nobody has; from its end.
  std::optional<IpAddress> free_address(const Cidr& subnet) const;
};

/// Nodes and networks of the hosts: who shares a subnet shares a wire.
Deployment wire_up(const Hosts& hosts, const ImportOptions& options);

/// Interfaces of a director whose file does not show its addresses: one in each network that its
/// services speak of.
void add_missing_addresses(Deployment& deployment);

/// A director whose file shows no sysctls forwards, or nothing would work.
void assume_forwarding(const Hosts& hosts, Deployment& deployment);

/// Real servers that no file tells of.
void add_missing_servers(Deployment& deployment);

/// What the nodes serve, where files tell who listens, and where they do not.
void add_listeners(const Hosts& hosts, Deployment& deployment);

/// How a probe asks for that port: http where a web server is usual, else the protocol.
std::string request_kind(const std::string& protocol, uint16_t port);

/// A client where none of the nodes is one, and the requests to each service.
void add_requests(const Hosts& hosts, const ImportOptions& options, Deployment& deployment);

}  // namespace hopproof::imports

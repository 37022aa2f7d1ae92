#pragma once

#include "harness/base/address.hh"
#include "harness/import/source.hh"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::imports {

struct LinkAddress {
  Cidr cidr;
  Where where;
};

/// A network interface as `ip addr` shows it.
struct Link {
  std::string name;
  std::string kind;    ///< "veth", "dummy", "bridge", "vlan"; "": a card, or not said
  std::string master;  ///< the bridge or bond that it is part of
  std::string mac;
  int mtu = 0;  ///< 0: not said
  bool up = true;
  std::vector<LinkAddress> addresses;
  Where where;

  bool is_loopback() const { return name == "lo"; }
  /// There is no wire: a dummy, ipvs0 of kube-proxy, a tunnel.
  bool is_unplugged() const;
};

/// A port that a program listens on.
struct Listener {
  std::string protocol;  ///< tcp, udp, sctp
  Endpoint at;           ///< unspecified address: every one
  Where where;
};

/// A packet that somebody caught: evidence of who asks.
struct SeenPacket {
  Endpoint source, destination;
  Where where;
};

/// What can be asked of a host.
enum class Topic { addresses, routes, rules, sysctls, listeners, services, firewall };

/// A setting of sysctl: name and value in the text's two words.
struct Setting {
  std::string name, value;
  Where where;
};

/// Everything that is known of one host, or of one network namespace of it.
struct Host {
  std::string name;
  std::string release;  ///< of its kernel; "": not said
  std::vector<Link> links;
  std::vector<Fact> routes;  ///< what follows `ip route add`
  std::vector<Fact> rules;   ///< what follows `ip rule add`
  std::vector<Setting> sysctls;
  std::vector<Listener> listeners;
  std::vector<Fact> ipvs;  ///< what follows `ipvsadm`
  std::vector<Fact> ipsets, iptables, ip6tables;
  std::vector<Fact> nftables;  ///< line by line
  std::vector<SeenPacket> packets;
  std::set<Topic> told;  ///< what it was asked and answered
  Where where;

  bool knows(Topic topic) const { return told.contains(topic); }
  const Link* owner_of(const IpAddress& address) const;
  bool owns(const IpAddress& address) const { return owner_of(address) != nullptr; }
  const Link* find_link(std::string_view name) const;
};

/// The hosts of all sources, each named once, and what could not be read of them.
struct Hosts {
  std::vector<Host> all;
  std::vector<Remark> remarks;

  /// The one of this name; a new one where there is none.
  Host& named(const std::string& name, const Where& where);
};

}  // namespace hopproof::imports

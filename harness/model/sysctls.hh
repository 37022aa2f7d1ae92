#pragma once

#include "harness/case/case.hh"

#include <map>
#include <string>
#include <string_view>

namespace hopproof::model {

/// The sysctls of one node after its lab is built: the kernel's defaults, then what the case sets,
/// those that reset others first and those of single interfaces last, as netns/lab_node.cc writes
/// them.
class Sysctls {
 public:
  explicit Sysctls(const Node& node);

  /// "net.ipv4.ip_forward", or as a path. An interface has what `default` had when it came up
  /// (inetdev_init, ipv6_add_dev). "": neither the case nor sysctl_defaults.hh knows it.
  std::string value(std::string_view name) const;
  /// The same as a number; 0 where it is none.
  int number(std::string_view name) const;
  bool is_on(std::string_view name) const { return number(name) != 0; }

  /// What counts at an interface, `all` and its own together, as the macros IN_DEV_* of
  /// linux/inetdevice.h have it for net.ipv4.conf: the larger (rp_filter, arp_ignore, arp_announce,
  /// arp_accept, arp_notify), one of them (send_redirects, proxy_arp, route_localnet, ...), both
  /// (bc_forwarding, accept_source_route), or its own alone (forwarding).
  int at(const std::string& interface, std::string_view key) const;

  /// ICMP redirects are taken: with forwarding both must say so, else one (IN_DEV_RX_REDIRECTS).
  bool accepts_redirects(const std::string& interface) const;
  /// What comes in at `interface` may leave again: its own net.ipv4.conf.*.forwarding
  /// (IN_DEV_FORWARD), or net.ipv6.conf.all.forwarding (ip6_forward).
  bool forwards(Family family, const std::string& interface) const;
  /// The one that forwards() asks, "net.ipv4.ip_forward" where the interface has no value of its
  /// own.
  std::string forwarding_name(Family family, const std::string& interface) const;

  /// net.ipv4.vs.conntrack: IPVS leaves its connections to conntrack, and so to NAT.
  bool tracks_ipvs() const { return is_on("net.ipv4.vs.conntrack"); }

 private:
  void set(const std::string& path, const std::string& value);
  const std::string* find(const std::string& path) const;
  std::string conf(std::string_view family, std::string_view set, std::string_view key) const;

  std::map<std::string, std::string, std::less<>>
      values_;  // by path: what differs from the defaults
};

}  // namespace hopproof::model

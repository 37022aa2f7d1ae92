#pragma once

#include <string_view>

namespace hopproof {

/// What a text is, by what it says: the outputs and files that are read here, and those that are
/// recognised only.
enum class PrintKind {
  unknown,
  ipvsadm_listing,      ///< ipvsadm -Ln with any view, /proc/net/ip_vs
  ipvsadm_lines,        ///< ipvsadm -Sn, ipvsadm-save, commands
  ipvsadm_connections,  ///< ipvsadm -Lnc, /proc/net/ip_vs_conn
  iptables_listing,     ///< iptables -nvL
  ip6tables_listing,
  iptables_lines,  ///< iptables-save, iptables -S, commands; of ip6tables, too
  nft_ruleset,
  ipset_lines,    ///< ipset save
  ipset_listing,  ///< ipset list
  ip_addresses,   ///< ip addr, ifconfig
  ip_links,       ///< ip link
  ip_routes,      ///< ip route, route -n
  ip_rules,
  neighbours,  ///< ip neigh, arp
  sysctls,
  routing_tables,  ///< /etc/iproute2/rt_tables
  ldirectord,
  keepalived,
  tcpdump,
  json,
};

/// What the line that tells most, from the top, says of the text. A line that would be of several
/// kinds tells nothing, so a part of a print is recognised as well as the whole.
PrintKind what_is_it(std::string_view text);

/// The kind by one line alone; unknown where the line is of no kind, or of several.
PrintKind what_is_line(std::string_view line);

/// "an `ipvsadm -Ln` listing": for messages.
std::string_view name_of(PrintKind kind);

/// The key of a node under which a case takes it: "ipvs"; "" where no key does.
std::string_view node_key_of(PrintKind kind);

}  // namespace hopproof

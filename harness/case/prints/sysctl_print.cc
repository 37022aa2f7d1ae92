#include "harness/case/prints/sysctl_print.hh"

#include "harness/base/text.hh"

#include <algorithm>
#include <array>
#include <map>

namespace hopproof {
namespace {

/// Beginnings of the names that decide about packets in their network namespace.
constexpr auto of_a_node =
    std::to_array<std::string_view>({"net.ipv4.ip_forward",
                                     "net.ipv4.ip_local_port_range",
                                     "net.ipv4.ip_nonlocal_bind",
                                     "net.ipv4.ip_default_ttl",
                                     "net.ipv4.ip_no_pmtu_disc",
                                     "net.ipv4.fwmark_reflect",
                                     "net.ipv4.tcp_fwmark_accept",
                                     "net.ipv4.tcp_mtu_probing",
                                     "net.ipv4.tcp_timestamps",
                                     "net.ipv4.tcp_sack",
                                     "net.ipv4.tcp_window_scaling",
                                     "net.ipv4.tcp_ecn",
                                     "net.ipv4.tcp_tw_reuse",
                                     "net.ipv4.tcp_syncookies",
                                     "net.ipv4.icmp_",
                                     "net.ipv4.vs.",
                                     "net.ipv6.bindv6only",
                                     "net.ipv6.fwmark_reflect",
                                     "net.bridge.bridge-nf-call-",
                                     "net.netfilter.nf_conntrack_tcp_",
                                     "net.netfilter.nf_conntrack_udp_timeout",
                                     "net.netfilter.nf_conntrack_icmp",
                                     "net.netfilter.nf_conntrack_generic_timeout",
                                     "net.netfilter.nf_conntrack_sctp_timeout",
                                     "net.netfilter.nf_conntrack_checksum",
                                     "net.netfilter.nf_conntrack_helper"});
/// The same of the settings of an interface, of `all` and of `default`.
constexpr auto of_an_interface = std::to_array<std::string_view>(
    {"rp_filter",        "forwarding",   "send_redirects",      "accept_redirects",
     "secure_redirects", "shared_media", "accept_source_route", "accept_local",
     "route_localnet",   "arp_accept",   "arp_announce",        "arp_filter",
     "arp_ignore",       "arp_notify",   "proxy_arp",           "src_valid_mark",
     "disable_policy",   "disable_xfrm", "bc_forwarding",       "promote_secondaries",
     "accept_ra",        "disable_ipv6", "proxy_ndp",           "use_tempaddr"});

bool begins_one_of(std::string_view name, std::span<const std::string_view> list) {
  return std::ranges::any_of(list, [&](std::string_view one) { return name.starts_with(one); });
}

/// "net/ipv4/ip_forward" with dots; a name with dots keeps its slashes, which are dots of an
/// interface (sysctl(8)).
std::string dotted(std::string_view name) {
  constexpr std::string_view folder = "/proc/sys/";
  if (name.starts_with(folder)) name.remove_prefix(folder.size());
  const size_t slash = name.find('/');
  std::string text(name);
  if (slash >= name.find('.')) return text;
  for (char& c : text) c = c == '/' ? '.' : c == '.' ? '/' : c;
  return text;
}

bool is_sysctl_name(std::string_view name) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:+@";
  return name.find_first_not_of(allowed) == std::string_view::npos &&
         name.find_first_of("./") != std::string_view::npos;
}

}  // namespace

std::string interface_of_sysctl(std::string_view name) {
  constexpr auto per_interface = std::to_array<std::string_view>(
      {"net.ipv4.conf.", "net.ipv6.conf.", "net.ipv4.neigh.", "net.ipv6.neigh."});
  for (const std::string_view prefix : per_interface) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(prefix.size());
    std::string interface(name.substr(0, name.rfind('.')));
    std::ranges::replace(interface, '/', '.');
    return interface;
  }
  return "";
}

bool is_sysctl_of_a_node(std::string_view name) {
  if (!name.starts_with("net.ipv4.conf.") && !name.starts_with("net.ipv6.conf."))
    return begins_one_of(name, of_a_node);
  const std::string_view setting = name.substr(name.rfind('.') + 1);
  return std::ranges::find(of_an_interface, setting) != of_an_interface.end();
}

PrintedSysctls read_sysctl_print(std::string_view text) {
  PrintedSysctls printed;
  std::map<std::string, size_t> known;
  for (const PrintLine& line : print_lines(text)) {
    if (line.text.front() == ';') continue;
    const bool is_complaint = line.word(0) == "sysctl:" || line.word(0) == "error:";
    const size_t separator = line.text.find_first_of("=:");
    const std::string name = dotted(trimmed(line.text.substr(0, separator)));
    if (is_complaint) {
      printed.assumed.push_back({line.place, "this value could not be read there; root can"});
      continue;
    }
    if (separator == std::string_view::npos || !is_sysctl_name(name)) {
      printed.unread.push_back({line.place, "a line is NAME = VALUE"});
      continue;
    }
    const std::string_view value = trimmed(line.text.substr(separator + 1));
    auto& list = is_sysctl_of_a_node(name) ? printed.sysctls : printed.others;
    const auto [entry, is_new] = known.emplace(name, list.size());
    if (is_new)
      list.push_back({name, std::string(value), line.place});
    else
      list[entry->second] = {name, std::string(value), line.place};
  }
  return printed;
}

}  // namespace hopproof
